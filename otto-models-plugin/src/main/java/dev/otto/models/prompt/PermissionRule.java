package dev.otto.models.prompt;

import java.util.Locale;

/**
 * A permission of a tool in a session. Of several that match, the last one counts.
 *
 * @param permission a tool, or a group of them as OpenCode has it
 * @param pattern the files or commands it holds for; {@code *} matches everything
 */
public record PermissionRule(String permission, String pattern, Action action) {

  /** The decision on a use of the tool. */
  public enum Action {
    ALLOW,
    ASK,
    DENY;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** Returns the name in the API of OpenCode. */
    public String key() {
      return key;
    }
  }
}
