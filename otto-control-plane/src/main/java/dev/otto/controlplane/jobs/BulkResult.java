package dev.otto.controlplane.jobs;

import dev.otto.wire.JobItem;

/**
 * The result for one job.
 *
 * @param before the job before the change
 */
public record BulkResult(JobItem before, Kind kind, String text) {

  /** The kind of the result. */
  public enum Kind {
    DONE("Done", "ok"),
    SKIPPED("Nothing to do", ""),
    REFUSED("Refused", "bad");

    private final String label;
    private final String style;

    Kind(String label, String style) {
      this.label = label;
      this.style = style;
    }

    public String label() {
      return label;
    }

    public String style() {
      return style;
    }
  }

  static BulkResult done(JobItem job, String text) {
    return new BulkResult(job, Kind.DONE, text);
  }

  static BulkResult skipped(JobItem job, String text) {
    return new BulkResult(job, Kind.SKIPPED, text);
  }

  static BulkResult refused(JobItem job, String text) {
    return new BulkResult(job, Kind.REFUSED, text);
  }

  public boolean wasDone() {
    return kind == Kind.DONE;
  }
}
