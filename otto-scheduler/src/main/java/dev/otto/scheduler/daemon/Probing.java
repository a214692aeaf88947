package dev.otto.scheduler.daemon;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.assistant.AssistantListener;
import dev.otto.scheduler.models.ModelUsageRepository;
import dev.otto.scheduler.models.UsedModels;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.probe.ModelProbes;
import dev.otto.scheduler.probe.ProbeResult;
import dev.otto.scheduler.probe.ProbeRounds;
import dev.otto.scheduler.probe.ProbeRoutes;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import dev.otto.wire.SystemStatus.StatusWarning;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The checks of whether models answer: on request, and after refreshes where that is set. */
final class Probing implements AutoCloseable, RunListener {
  private final ModelProbes probes;
  private final UsedModels used;
  private final Teardown parts = new Teardown();

  /**
   * @param bills stores what the prompts cost
   * @param notifications tells the operator of models that do not answer
   */
  Probing(
      Services base, ModelRuntime models, AssistantListener bills, Notifications notifications) {
    var catalog = models.models().catalog();
    probes =
        parts.add(
            new ModelProbes(
                models.openCode(),
                catalog::snapshot,
                models.budgets().ledger(),
                bills,
                base.audit(),
                base.environment().clock()));
    used =
        new UsedModels(
            catalog::snapshot,
            models.models().flowDefaults()::current,
            models.budgets().ledger()::budgets,
            new ModelUsageRepository(base.database()));
    if (base.config().modelManagement().checkAfterRefresh()) {
      var rounds =
          parts.add(new ProbeRounds(probes, used, notifications, base.environment().clock()));
      var unused = catalog.onChange(rounds::refreshed);
    }
  }

  ProbeRoutes routes() {
    return new ProbeRoutes(probes, used);
  }

  /** Returns the latest findings on the models in use. */
  List<ProbeResult> findings() {
    Collection<ProbeResult> latest = probes.latest();
    if (latest.isEmpty()) {
      return List.of();
    }
    Set<ModelRef> named = used.get();
    return latest.stream().filter(result -> named.contains(result.model())).toList();
  }

  /** Returns a warning for each model in use that did not answer when it was last asked. */
  List<StatusWarning> warnings() {
    return findings().stream()
        .filter(result -> !result.answers())
        .map(
            result ->
                new StatusWarning(
                    "model_does_not_answer",
                    result.model() + " did not answer its last check: " + result.sentence()))
        .toList();
  }

  @Override
  public void finished(Run run) {
    ModelRef served = run.receipt().served();
    if (served != null) {
      probes.answered(served);
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
