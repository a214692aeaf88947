package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.list.BulkChange.Effect;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page that says what setting the model of many jobs would change, before anything is.
 *
 * @param model null inherits
 * @param back the address of the list as it was
 */
public record BulkPreview(@Nullable String model, List<PreviewedChange> changes, String back) {

  /**
   * The effect on one job.
   *
   * @param after the model that its next run would use; null where it stays as it is
   * @param why the reason why it stays, or would be refused; empty where it changes
   */
  public record PreviewedChange(ListedJob row, @Nullable Choice after, Effect effect, String why) {

    /** Returns the model that it has of its own, as a form sends it; empty inherits. */
    public String from() {
      return Objects.requireNonNullElse(row.job().modelRef(), "");
    }
  }

  /** Returns the model to set, as a form sends it; empty inherits. */
  public String to() {
    return Objects.requireNonNullElse(model, "");
  }

  /** Returns the jobs that change. */
  public List<PreviewedChange> changing() {
    return changes.stream().filter(change -> change.effect() == Effect.DONE).toList();
  }

  /** Returns the jobs that stay as they are, refusals first. */
  public List<PreviewedChange> staying() {
    return changes.stream()
        .filter(change -> change.effect() != Effect.DONE)
        .sorted((one, other) -> other.effect().compareTo(one.effect()))
        .toList();
  }
}
