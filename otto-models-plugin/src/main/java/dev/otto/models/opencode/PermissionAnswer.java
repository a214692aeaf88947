package dev.otto.models.opencode;

import java.util.List;
import java.util.Locale;

/**
 * Something that OpenCode asked while a prompt ran, and what it was answered.
 *
 * @param permission what a tool needed: {@code bash}, {@code read}, {@code external_directory} and
 *     the like, or {@link #QUESTION}
 * @param patterns what for: commands, paths, or the text of the questions; long ones are cut
 * @param sessionId the session that asked, the prompt's own or that of a subagent
 */
public record PermissionAnswer(
    String permission, List<String> patterns, String sessionId, Reply reply) {
  /** The model asked a person. */
  public static final String QUESTION = "question";

  public PermissionAnswer {
    patterns = List.copyOf(patterns);
  }

  /** What OpenCode was told. */
  public enum Reply {
    ONCE,
    REJECT;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** In OpenCode's own words: {@code once} or {@code reject}. */
    public String key() {
      return key;
    }

    /**
     * The reply with this key.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Reply of(String key) {
      return valueOf(key.toUpperCase(Locale.ROOT));
    }
  }

  public boolean refused() {
    return reply == Reply.REJECT;
  }
}
