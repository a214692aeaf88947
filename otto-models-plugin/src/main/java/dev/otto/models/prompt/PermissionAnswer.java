package dev.otto.models.prompt;

import java.util.List;
import java.util.Locale;

/**
 * A request of OpenCode during a prompt, and its answer.
 *
 * @param permission what a tool needed: {@code bash}, {@code read}, {@code external_directory} and
 *     the like, or {@link #QUESTION}
 * @param patterns what for: commands, paths, or the text of the questions; long ones are cut
 * @param sessionId the session that asked, the prompt's own or that of a subagent
 * @param callId OpenCode's id of the call of a tool that asked; empty where it does not say
 */
public record PermissionAnswer(
    String permission,
    List<String> patterns,
    String sessionId,
    String callId,
    PermissionReply reply) {
  /** The permission of a question to a person. */
  public static final String QUESTION = "question";

  public PermissionAnswer {
    patterns = List.copyOf(patterns);
  }

  /** Creates one of which it is not known which call of a tool asked. */
  public PermissionAnswer(
      String permission, List<String> patterns, String sessionId, PermissionReply reply) {
    this(permission, patterns, sessionId, "", reply);
  }

  /** The answer to OpenCode. */
  public enum PermissionReply {
    ONCE,
    REJECT;

    private final String key = name().toLowerCase(Locale.ROOT);

    /** Returns OpenCode's own word: {@code once} or {@code reject}. */
    public String key() {
      return key;
    }

    /**
     * Returns the reply with this key.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PermissionReply of(String key) {
      return valueOf(key.toUpperCase(Locale.ROOT));
    }
  }

  public boolean refused() {
    return reply == PermissionReply.REJECT;
  }
}
