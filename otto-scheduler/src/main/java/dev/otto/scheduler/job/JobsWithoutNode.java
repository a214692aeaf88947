package dev.otto.scheduler.job;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.node.NodeLabels;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The jobs that are due and wait, since no node that takes prompts has their label. */
public record JobsWithoutNode(Database database, NodeLabels labels, InstantSource clock) {
  /** Those that wait for nodes with the same label. */
  public record Waiting(String label, long jobs, String example) {
    /** Returns a sentence for operators. */
    public String message() {
      String which =
          jobs == 1
              ? "job " + example + " is due and waits"
              : jobs + " jobs (" + example + " and others) are due and wait";
      return "%s for a node with the label %s, which none has now that takes prompts"
          .formatted(which, label);
    }
  }

  /** Returns them by label. */
  public List<Waiting> all() {
    List<Waiting> due = new JobCountRepository(database).dueByLabel(clock.instant());
    return due.stream().filter(one -> !labels.isOffered(one.label())).toList();
  }

  /** Returns what to say of a job that no node would run now. */
  static Optional<String> warning(NodeLabels labels, Job job) {
    return Optional.ofNullable(job.runsOn())
        .filter(label -> !isOffered(labels, label))
        .map(
            label ->
                "no node that takes prompts has the label %s now; the job waits for one"
                    .formatted(label));
  }

  /** Takes it for offered where that is not known, which is no reason for a warning. */
  private static boolean isOffered(NodeLabels labels, String label) {
    try {
      return labels.isOffered(label);
    } catch (DatabaseException e) {
      return true;
    }
  }
}
