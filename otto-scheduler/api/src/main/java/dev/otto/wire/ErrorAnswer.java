package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every answer that is no success.
 *
 * @param error the {@linkplain ErrorCode#key() key} of the code
 * @param message one sentence for people: what, which value, what to do
 * @param details the fields that are wrong, where there are any
 */
public record ErrorAnswer(
    String error, String message, @AbsentIfNull @Nullable List<FieldError> details) {

  /**
   * One problem of a field or parameter.
   *
   * @param path the field by its name in the request, {@code flowDefaults.heartbeat} for instance
   */
  public record FieldError(String path, String message) {}
}
