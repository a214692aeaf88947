package dev.otto.controlplane.jobs;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The results of a change to many jobs, job by job.
 *
 * @param back the address of the list with its filters
 * @param undo the action that undoes a pause or a resume; null if models were set
 */
public record BulkView(String title, List<BulkResult> results, String back, @Nullable String undo) {

  static BulkView of(BulkChange change, List<BulkResult> results, String back) {
    String undo =
        switch (change.deed()) {
          case PAUSE -> "resume";
          case RESUME -> "pause";
          case MODEL -> null;
        };
    List<BulkResult> worstFirst =
        results.stream()
            .sorted(Comparator.comparing(BulkResult::kind, Comparator.reverseOrder()))
            .toList();
    return new BulkView(change.deed().label(), worstFirst, back, undo);
  }

  public long count(BulkResult.Kind kind) {
    return results.stream().filter(result -> result.kind() == kind).count();
  }

  /** Returns the results that can be undone. */
  public List<BulkResult> undoable() {
    return results.stream().filter(BulkResult::wasDone).toList();
  }

  /** Returns the model that a job had, as a form submits it; empty inherits. */
  public static String modelBefore(BulkResult result) {
    return Objects.requireNonNullElse(result.before().modelRef(), "");
  }
}
