package dev.otto.jmx;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.Removal;
import dev.otto.models.quartz.OttoModels;
import dev.otto.models.quartz.RequestedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The catalog and the results of its refreshes. */
final class ModelCatalogBean implements ModelCatalogMXBean {
  static final String TYPE = "ModelCatalog";
  static final String WHERE_TO_LOOK =
      "the attribute Models of ModelCatalog has those that there are";
  static final String REFRESHED = "dev.otto.catalog.refreshed";
  static final String REFRESH_FAILED = "dev.otto.catalog.refreshFailed";
  static final String MODEL_REMOVED = "dev.otto.catalog.modelRemoved";

  private final ModelCatalog catalog;
  private final OttoModels models;
  private final BeanInput input;
  private final Notices notices;

  ModelCatalogBean(OttoModels models, BeanInput input, ObjectName name) {
    this.catalog = models.catalog();
    this.models = models;
    this.input = input;
    this.notices =
        new Notices(
            name,
            Map.of(
                REFRESHED, "The catalog was refreshed",
                REFRESH_FAILED, "The refresh failed; the previous catalog stays in use",
                MODEL_REMOVED, "A model that a flow, a job or OpenCode itself names was removed"));
  }

  DescribedBean described() {
    return new DescribedBean(this, ModelCatalogMXBean.class, notices);
  }

  @Override
  public String[] getModels() {
    return refs(snapshot().models().stream());
  }

  @Override
  public int getCount() {
    return snapshot().size();
  }

  @Override
  public String getAddress() {
    return catalog.address();
  }

  @Override
  public String getOttoVersion() {
    return OttoModels.version();
  }

  @Override
  public String getUpdatedAt() {
    return snapshot().isMissing() ? "" : snapshot().updatedAt().toString();
  }

  @Override
  public long getAgeSeconds() {
    return snapshot().isMissing() ? -1 : catalog.age().toSeconds();
  }

  @Override
  public boolean isStale() {
    return catalog.stale();
  }

  @Override
  public String getSource() {
    return snapshot().isMissing() ? "none" : snapshot().source().key();
  }

  @Override
  public long getVersion() {
    return snapshot().version();
  }

  @Override
  public String getGlobalDefault() {
    return snapshot().globalDefault().map(ModelRef::toString).orElse("");
  }

  @Override
  public String getLastRefreshError() {
    return snapshot().lastError().orElse("");
  }

  @Override
  public String[] getLastRemoved() {
    return catalog.lastRemovals().stream().map(Removal::toString).toArray(String[]::new);
  }

  @Override
  public String refresh() {
    return input.refresh();
  }

  @Override
  public String[] search(String text) {
    List<String> words = List.of(lower(BeanInput.text(text)).split("\\s+"));
    return refs(
        snapshot().models().stream()
            .filter(
                model ->
                    words.stream().allMatch(lower(model.ref() + " " + model.name())::contains)));
  }

  @Override
  public boolean contains(String modelRef) {
    return snapshot().contains(BeanInput.ref(modelRef));
  }

  @Override
  public Details describe(String modelRef) {
    ModelRef ref = BeanInput.ref(modelRef);
    Model model =
        snapshot()
            .find(ref)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        ModelCheck.Unknown.to(snapshot(), ref).message(WHERE_TO_LOOK)));
    return new Details(
        model.ref().toString(),
        model.name(),
        model.status().orElse(""),
        orNull(model.limits().context()),
        orNull(model.limits().output()),
        orNull(model.prices().input()),
        orNull(model.prices().output()));
  }

  private static @Nullable Long orNull(OptionalLong tokens) {
    return tokens.isPresent() ? tokens.getAsLong() : null;
  }

  private static @Nullable Double orNull(OptionalDouble price) {
    return price.isPresent() ? price.getAsDouble() : null;
  }

  private CatalogSnapshot snapshot() {
    return catalog.snapshot();
  }

  private static String[] refs(Stream<Model> models) {
    return models.map(model -> model.ref().toString()).toArray(String[]::new);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Sends the notifications of a refresh. */
  void refreshed(RefreshResult result) {
    if (result instanceof Kept kept) {
      notices.send(REFRESH_FAILED, kept.error(), Map.of("error", kept.error()));
    } else if (result instanceof Refreshed fresh) {
      tell(fresh);
      missed(fresh).forEach(this::tellMissed);
    }
  }

  static String sentence(Refreshed fresh) {
    return "%d models, %d added, %d removed"
        .formatted(fresh.snapshot().size(), fresh.added().size(), fresh.removed().size());
  }

  private void tell(Refreshed fresh) {
    notices.send(
        REFRESHED,
        sentence(fresh),
        Map.of(
            "count", String.valueOf(fresh.snapshot().size()),
            "version", String.valueOf(fresh.snapshot().version()),
            "addedCount", String.valueOf(fresh.added().size()),
            "added", Shown.few(fresh.added()),
            "removedCount", String.valueOf(fresh.removed().size()),
            "removed", Shown.few(fresh.removed())));
  }

  private void tellMissed(Removal removal, List<String> users) {
    String usedBy = Shown.few(users);
    notices.send(
        MODEL_REMOVED,
        removal + " is no longer in the catalog, but is still named by: " + usedBy,
        Map.of(
            "modelRef", removal.modelRef().toString(),
            "reason", removal.reason().key(),
            "usedByCount", String.valueOf(users.size()),
            "usedBy", usedBy));
  }

  /**
   * Returns the removed models that are still in use, each with its users. Jobs are read only if
   * something was removed.
   */
  private Map<Removal, List<String>> missed(Refreshed fresh) {
    if (fresh.removals().isEmpty()) {
      return Map.of();
    }
    var users = new TreeMap<ModelRef, List<String>>();
    fresh.removed().forEach(ref -> users.put(ref, new ArrayList<>()));
    fresh
        .snapshot()
        .globalDefault()
        .ifPresent(ref -> note(users, ref, "OpenCode's global default"));
    for (Flow flow : input.flows().all()) {
      models
          .flowDefaults()
          .current()
          .choice(flow)
          .named()
          .forEach(ref -> note(users, ref, "flow " + flow));
    }
    for (ModelOperator.ManagedJob job : input.operator().jobs(Integer.MAX_VALUE)) {
      named(job).forEach(ref -> note(users, ref, "job " + job.key()));
    }
    var missed = new LinkedHashMap<Removal, List<String>>();
    fresh.removals().forEach(it -> missed.put(it, users.getOrDefault(it.modelRef(), List.of())));
    missed.values().removeIf(List::isEmpty);
    return missed;
  }

  private static List<ModelRef> named(ModelOperator.ManagedJob job) {
    return job.requested() instanceof RequestedModel.Stated requested
        ? requested.choice().named()
        : List.of();
  }

  private static void note(Map<ModelRef, List<String>> users, ModelRef ref, String user) {
    List<String> known = users.get(ref);
    if (known != null) {
      known.add(user);
    }
  }
}
