package dev.otto.scheduler.status;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelCatalog;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.wire.SystemStatus.StatusWarning;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The check of one part of Otto, whose state is measured on request. */
public record ServiceCheck(String id, String label, Supplier<ServiceState> look) {
  private static final int NAMED = 5;

  /**
   * The state of a part.
   *
   * @param warnings what is wrong, one by one, where that has codes
   */
  public record ServiceState(String status, String message, List<StatusWarning> warnings) {
    public ServiceState {
      warnings = List.copyOf(warnings);
    }

    private ServiceState(String status, String message) {
      this(status, message, List.of());
    }

    public static ServiceState ok(String message) {
      return new ServiceState("ok", message);
    }

    public static ServiceState degraded(String message) {
      return new ServiceState("degraded", message);
    }

    /** Returns the state of a part with these warnings, of which there is at least one. */
    public static ServiceState degraded(List<StatusWarning> warnings) {
      String message =
          warnings.stream()
              .limit(NAMED)
              .map(StatusWarning::message)
              .collect(Collectors.joining("; "));
      int more = warnings.size() - NAMED;
      return new ServiceState(
          "degraded", more > 0 ? message + "; and " + more + " more" : message, warnings);
    }

    /** Returns the same state, which is degraded if there are any of these warnings. */
    private ServiceState with(List<StatusWarning> more) {
      if (more.isEmpty()) {
        return this;
      }
      return status.equals("ok") ? degraded(more) : new ServiceState(status, message, more);
    }

    public static ServiceState disabled(String message) {
      return new ServiceState("disabled", message);
    }
  }

  /** Returns a part that is switched off. */
  public static ServiceCheck disabled(String id, String label, String message) {
    return new ServiceCheck(id, label, () -> ServiceState.disabled(message));
  }

  /** Returns the check of whether OpenCode answers; the message is its version. */
  public static ServiceCheck opencode(Supplier<BackendHealth> health) {
    return new ServiceCheck(
        "opencode",
        "OpenCode",
        () ->
            switch (health.get()) {
              case BackendHealth.Down(var message) -> ServiceState.degraded(message);
              case BackendHealth.Up up when up.ignoresPassword() ->
                  ServiceState.degraded(up.description());
              case BackendHealth.Up up -> ServiceState.ok(up.description());
            });
  }

  /**
   * Returns the check of whether the present configuration file is in force, and whether a change
   * of the flow defaults could be written to it.
   *
   * @param budgets says what is wrong with the budgets in it
   * @param writable looks whether it could
   */
  public static ServiceCheck config(
      FlowDefaultsStore store, Supplier<Optional<String>> budgets, BooleanSupplier writable) {
    return config(store, budgets, () -> inForce(store.location(), writable.getAsBoolean()));
  }

  /**
   * Returns the check of the flow defaults and budgets that Ottos share.
   *
   * @param budgets says what is wrong with the budgets
   * @param ignored says what this machine's file has that is not in force
   */
  public static ServiceCheck sharedConfig(
      FlowDefaultsStore store,
      Supplier<Optional<String>> budgets,
      Supplier<Optional<String>> ignored) {
    return config(store, budgets, () -> ServiceState.ok(ignored.get().orElse(store.location())));
  }

  private static ServiceCheck config(
      FlowDefaultsStore store, Supplier<Optional<String>> budgets, Supplier<ServiceState> usable) {
    return new ServiceCheck(
        "config",
        "Configuration",
        () ->
            store
                .problem()
                .map(problem -> store.location() + ": " + problem)
                .or(budgets)
                .map(ServiceState::degraded)
                .orElseGet(usable));
  }

  private static ServiceState inForce(String location, boolean writable) {
    return writable
        ? ServiceState.ok(location)
        : ServiceState.degraded(
            location
                + " cannot be written, so defaults of flows can only be changed by hand; let the"
                + " user who runs Otto write it and its folder");
  }

  /** Returns the check of whether Otto can store data. */
  public static ServiceCheck database(Database database) {
    return new ServiceCheck(
        "database",
        "Database",
        () ->
            database
                .problem()
                .map(ServiceState::degraded)
                .orElseGet(() -> ServiceState.ok(database.location())));
  }

  /** Returns the check of whether the last notification got through. */
  public static ServiceCheck notifications(Notifications notifications) {
    return new ServiceCheck(
        "notifications",
        "Notifications",
        () ->
            notifications
                .problem()
                .map(ServiceState::degraded)
                .orElseGet(
                    () ->
                        ServiceState.ok(
                            notifications.hasWebhook()
                                ? "to the webhook"
                                : "to the log alone (delivery.webhookUrl is not set)")));
  }

  /**
   * Returns the check of whether the catalog is fresh and contains OpenCode's default, and whether
   * its models answer.
   *
   * @param silent says which models in use did not answer when they were last asked
   */
  public static ServiceCheck catalog(ModelCatalog catalog, Supplier<List<StatusWarning>> silent) {
    return new ServiceCheck(
        "model_catalog", "Model catalog", () -> stateOf(catalog).with(silent.get()));
  }

  private static ServiceState stateOf(ModelCatalog catalog) {
    CatalogSnapshot snapshot = catalog.snapshot();
    if (snapshot.lastError().isPresent()) {
      return ServiceState.degraded("the last refresh failed: " + snapshot.lastError().get());
    }
    if (catalog.stale()) {
      return ServiceState.degraded(
          "the last refresh was " + catalog.age().toHours() + " hours ago");
    }
    return snapshot
        .globalDefault()
        .map(
            ref ->
                snapshot.contains(ref)
                    ? ServiceState.ok(snapshot.size() + " models")
                    : ServiceState.degraded(
                        "OpenCode's global default " + ref + " is not in the catalog"))
        .orElseGet(
            () ->
                ServiceState.degraded(
                    "OpenCode has no global default; set \"model\" in opencode.json and refresh"));
  }
}
