package dev.otto.ctl.command;

import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.completion.Known;

/** The commands that say of the failure of a task that it is known. */
final class AcknowledgeCommands {
  private AcknowledgeCommands() {}

  /** The command {@code task acknowledge}. */
  static final class Acknowledge extends Verb {
    private final Argument<String> id = place(Known.TASK);
    private final Argument<String> reason =
        text("--reason", "TEXT", "For those who read it later; required");
    private final Argument<String> until =
        text("--until", "TIME", "Snooze until then, whatever happens: 4h, 3d or an ISO time");

    Acknowledge() {
      super(
          "Sets the failure of a task aside, until it succeeds or fails for another reason.",
          "ottoctl task acknowledge morning-news --reason 'the feed is gone; Anna mends it'",
          "ottoctl task acknowledge morning-news --until 3d --reason 'the provider is down'");
    }

    @Override
    public Integer call() {
      String why =
          reason
              .find()
              .orElseThrow(() -> ApiException.usage("Say why: --reason TEXT, for the audit."));
      long now = context().clock().millis();
      return TaskCommands.changed(
          out(),
          api().acknowledge(id.value(), why, until.find().map(time -> Times.later(time, now))),
          false);
    }
  }

  /** The command {@code task unacknowledge}. */
  static final class Unacknowledge extends Verb {
    private final Argument<String> id = place(Known.TASK);

    Unacknowledge() {
      super("Takes an acknowledgement back.", "ottoctl task unacknowledge morning-news");
    }

    @Override
    public Integer call() {
      return TaskCommands.changed(out(), api().unacknowledge(id.value()), false);
    }
  }
}
