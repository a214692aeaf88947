package dev.otto.scheduler.notify;

import dev.otto.wire.ErrorAnswer.FieldError;
import java.util.List;

/** What came of a wish to change the profile. */
public sealed interface ProfileChange {

  /**
   * It is as wished.
   *
   * @param changedFields the keys whose value differs from before, {@code updatedAt} among them
   */
  record Changed(NotificationProfile profile, List<String> changedFields) implements ProfileChange {
    public Changed {
      changedFields = List.copyOf(changedFields);
    }
  }

  /** Nothing was changed, because of these. */
  record Invalid(List<FieldError> problems) implements ProfileChange {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
