package dev.otto.scheduler.notify;

import dev.otto.wire.ErrorAnswer.FieldError;
import java.util.List;

/** The result of a requested change of the profile. */
public sealed interface ProfileChange {

  /**
   * The profile is as requested.
   *
   * @param changedFields the keys whose value differs from before, {@code updatedAt} among them
   */
  record Changed(NotificationProfile profile, List<String> changedFields) implements ProfileChange {
    public Changed {
      changedFields = List.copyOf(changedFields);
    }
  }

  /** Nothing was changed, because of these problems. */
  record InvalidProfile(List<FieldError> problems) implements ProfileChange {
    public InvalidProfile {
      problems = List.copyOf(problems);
    }
  }
}
