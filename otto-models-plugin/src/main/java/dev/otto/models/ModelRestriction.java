package dev.otto.models;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The models that a job and its flow allow together: both fences, and under strict only those that
 * the one of them names which names any.
 */
public record ModelRestriction(ModelChoice job, ModelChoice flow) {

  /** Reports whether nothing is kept out. */
  public boolean isNone() {
    return job.onlyProviders().isEmpty()
        && flow.onlyProviders().isEmpty()
        && !job.isStrict()
        && !flow.isStrict();
  }

  /** Reports whether the model may be used. */
  public boolean permits(ModelRef ref) {
    return job.permits(ref)
        && flow.permits(ref)
        && (allowed().isEmpty() || allowed().contains(ref));
  }

  /** Returns the choice that names the model, whose effort and fallbacks count. */
  public ModelChoice taken() {
    return job.modelRef().isPresent() ? job : flow;
  }

  /** Returns the only models under strict; empty where it names none, or where it is not strict. */
  private List<ModelRef> allowed() {
    return job.isStrict() || flow.isStrict() ? taken().named() : List.of();
  }

  /** Returns what is allowed, in words. */
  @Override
  public String toString() {
    String named = allowed().stream().map(ModelRef::toString).collect(Collectors.joining(", "));
    String rule = named.isEmpty() ? "" : "the policy strict allows only " + named;
    return rule
        + fence(rule, job, "the job allows only ")
        + fence(rule + (job.onlyProviders().isEmpty() ? "" : "job"), flow, "its flow allows only ");
  }

  private static String fence(String before, ModelChoice choice, String words) {
    return choice.onlyProviders().isEmpty()
        ? ""
        : (before.isEmpty() ? "" : "; ") + words + choice.providers();
  }
}
