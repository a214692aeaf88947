package dev.otto.scheduler.run;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PromptResult;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of a run: the models it requested, got and was served by, the reason, and the price.
 *
 * @param bill what was spent in the run, also where it failed
 * @param permissions the permissions that OpenCode requested, and the answers
 * @param tries the models that were asked one after the other; empty where one was asked alone
 * @param node the Otto that ran it, by its name; null where an older one did not record it
 */
public record Receipt(
    Choice choice,
    @Nullable ModelRef served,
    Bill bill,
    List<PermissionAnswer> permissions,
    @Nullable String sessionId,
    @Nullable String node,
    List<TriedModel> tries) {
  public Receipt {
    permissions = List.copyOf(permissions);
    tries = List.copyOf(tries);
  }

  /** The receipt of a run without a model. */
  static final Receipt NONE =
      new Receipt(
          new Choice(null, null, null, null, null, null),
          null,
          Bill.NOTHING,
          List.of(),
          null,
          null,
          List.of());

  /** The source of a model that was asked for in one run alone. */
  static final String RUN = "run";

  /**
   * The resolution at the start of the run; without {@code resolved} if there was no model.
   *
   * @param variant the effort asked of the model; null left that to OpenCode
   */
  public record Choice(
      @Nullable ModelRef requested,
      @Nullable ModelRef resolved,
      @Nullable String source,
      @Nullable String fallbackReason,
      @Nullable Instant catalogUpdatedAt,
      @Nullable String variant) {

    public static Choice of(Resolution resolution) {
      ModelRef requested = resolution.requested().orElse(null);
      return switch (resolution) {
        case Resolution.Resolved resolved ->
            new Choice(
                requested,
                resolved.model(),
                resolved.source().key(),
                resolved.replaced() ? resolved.reason() : null,
                resolved.catalogUpdatedAt(),
                resolved.variant());
        case Resolution.Unresolved unresolved ->
            new Choice(
                requested, null, null, unresolved.reason(), unresolved.catalogUpdatedAt(), null);
      };
    }

    private Choice ofRunAlone() {
      return Resolution.Source.JOB.key().equals(source)
          ? new Choice(requested, resolved, RUN, fallbackReason, catalogUpdatedAt, variant)
          : this;
    }

    private Choice because(String why) {
      return new Choice(requested, resolved, source, why, catalogUpdatedAt, variant);
    }

    /**
     * Reports whether the requested model was missing from the catalog and another one replaced it.
     */
    public boolean fallback() {
      return Resolution.Source.FALLBACK_GLOBAL_DEFAULT.key().equals(source)
          || Resolution.Source.FALLBACK_CHAIN.key().equals(source);
    }
  }

  static Receipt of(Resolution resolution) {
    return new Receipt(Choice.of(resolution), null, Bill.NOTHING, List.of(), null, null, List.of());
  }

  Receipt with(Resolution resolution) {
    Choice next = Choice.of(resolution);
    return new Receipt(
        RUN.equals(choice.source()) ? next.ofRunAlone() : next,
        served,
        bill,
        permissions,
        sessionId,
        node,
        tries);
  }

  /** Returns the receipt of a run whose model was asked for in this run alone. */
  Receipt ofRunAlone() {
    return new Receipt(choice.ofRunAlone(), served, bill, permissions, sessionId, node, tries);
  }

  Receipt on(String otherNode) {
    return new Receipt(choice, served, bill, permissions, sessionId, otherNode, tries);
  }

  Receipt inSession(String id) {
    return new Receipt(choice, served, bill, permissions, id, node, tries);
  }

  Receipt with(PromptResult result) {
    ModelRef answering = result instanceof PromptResult.Answered answer ? answer.served() : null;
    return new Receipt(
        choice,
        answering,
        bill.plus(result.receipt().bill()),
        Stream.concat(permissions.stream(), result.receipt().permissions().stream()).toList(),
        sessionId,
        node,
        tries);
  }

  /** Returns the receipt with one more try. */
  Receipt with(TriedModel one) {
    var all = Stream.concat(tries.stream(), Stream.of(one)).toList();
    return new Receipt(choice, served, bill, permissions, sessionId, node, all);
  }

  /** Returns the receipt with another reason for its model. */
  Receipt because(String why) {
    return new Receipt(choice.because(why), served, bill, permissions, sessionId, node, tries);
  }

  Receipt asked(List<PermissionAnswer> answers) {
    return new Receipt(choice, served, bill, answers, sessionId, node, tries);
  }

  Receipt billed(Bill other) {
    return new Receipt(choice, served, other, permissions, sessionId, node, tries);
  }

  /** Reports whether another model answered than the resolved one. */
  public boolean servedAnother() {
    return served != null && !served.equals(choice.resolved());
  }
}
