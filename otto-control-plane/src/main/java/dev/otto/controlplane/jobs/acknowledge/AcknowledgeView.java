package dev.otto.controlplane.jobs.acknowledge;

import dev.otto.controlplane.page.Fields;
import dev.otto.wire.JobItem;
import java.util.List;

/** The form that asks why a failure needs no attention, and for how long. */
public record AcknowledgeView(JobItem job, Fields fields) {
  static final String REASON = "reason";
  static final String UNTIL = "snoozeMinutes";

  /** The ends that are offered; without minutes it lasts until the job runs in another way. */
  public static final List<End> ENDS =
      List.of(
          new End("", "It succeeds, or fails for another reason"),
          new End("60", "An hour has passed"),
          new End("480", "8 hours have passed"),
          new End("1440", "A day has passed"),
          new End("4320", "3 days have passed"),
          new End("10080", "A week has passed"),
          new End("43200", "30 days have passed"));

  /** One end: the minutes until then, and its label. */
  public record End(String minutes, String label) {}
}
