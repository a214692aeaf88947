package dev.otto.scheduler.daemon;

import dev.otto.scheduler.assistant.AssistantListener;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.models.UsedModels;
import dev.otto.scheduler.probe.ModelProbes;
import dev.otto.scheduler.probe.ProbeRoutes;

/** The checks of whether models answer, and who makes them. */
final class Probing implements AutoCloseable {
  private final ModelProbes probes;
  private final UsedModels used;

  /**
   * @param bills stores what the prompts cost
   */
  Probing(Services base, ModelRuntime models, AssistantListener bills) {
    var catalog = models.models().catalog();
    probes =
        new ModelProbes(
            models.openCode(),
            catalog::snapshot,
            models.budgets().ledger(),
            bills,
            base.audit(),
            base.environment().clock());
    used =
        new UsedModels(
            catalog::snapshot,
            models.models().flowDefaults()::current,
            new ModelUsageRepository(base.database()));
  }

  ProbeRoutes routes() {
    return new ProbeRoutes(probes, used);
  }

  @Override
  public void close() {
    probes.close();
  }
}
