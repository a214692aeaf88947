package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a replacement of a model, or of taking one back.
 *
 * @param id of the replacement, to take it back by; null for a dry run and where nothing changed
 * @param from the model that was replaced
 * @param to the model that took its place
 * @param changed the jobs, flows and budgets that name the other model now
 * @param left the jobs, flows and budgets that somebody changed in the meantime, which stay as they
 *     are
 * @param fromModel null where the catalog no longer has it
 * @param toModel null where the catalog does not have it
 * @param lost sentences on what the other model cannot do, and on nodes that lack it
 * @param overridden sentences on what was refused without force
 */
public record ReplaceAnswer(
    @Nullable Long id,
    String from,
    String to,
    List<ReplacedChoice> changed,
    List<LeftChoice> left,
    @Nullable CatalogModel fromModel,
    @Nullable CatalogModel toModel,
    List<String> lost,
    List<String> overridden) {

  /**
   * The models of a job, a flow or a budget before and after.
   *
   * @param kind {@code job}, {@code flow} or {@code budget}
   * @param id of the job, the key of the flow, or the path of the budget
   */
  public record ReplacedChoice(String kind, String id, FlowChoice before, FlowChoice after) {}

  /**
   * A job, flow or budget that is left as it is.
   *
   * @param kind {@code job}, {@code flow} or {@code budget}
   * @param now what it names; null if it is gone or cannot be read
   */
  public record LeftChoice(String kind, String id, @Nullable FlowChoice now) {}
}
