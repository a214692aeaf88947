package dev.otto.models.springboot;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.OttoModels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The health of the models of all schedulers. Without a catalog runs get no model: that is down. A
 * catalog that could not be refreshed still serves: that is up, with what went wrong.
 *
 * @param details by name of the scheduler
 */
record ModelHealth(boolean up, Map<String, Object> details) {

  static ModelHealth of(ObjectProvider<Scheduler> schedulers) {
    boolean up = true;
    var details = new LinkedHashMap<String, Object>();
    for (Scheduler scheduler : schedulers.orderedStream().toList()) {
      try {
        Optional<OttoModels> models = OttoModels.of(scheduler);
        if (models.isPresent()) {
          ModelCatalog catalog = models.get().catalog();
          up &= !catalog.snapshot().isMissing();
          details.put(scheduler.getSchedulerName(), details(catalog));
        }
      } catch (SchedulerException e) {
        up = false;
        details.put(scheduler.toString(), String.valueOf(e.getMessage()));
      }
    }
    return new ModelHealth(up, details);
  }

  private static Map<String, Object> details(ModelCatalog catalog) {
    CatalogSnapshot known = catalog.snapshot();
    var details = new LinkedHashMap<String, Object>();
    details.put("opencode", catalog.address());
    details.put("models", known.size());
    if (known.isMissing()) {
      details.put("error", known.whyMissing());
      return details;
    }
    details.put("globalDefault", known.globalDefault().map(ModelRef::toString).orElse("none"));
    details.put("updatedAt", known.updatedAt().toString());
    details.put("stale", catalog.stale());
    known.lastError().ifPresent(error -> details.put("error", error));
    return details;
  }
}
