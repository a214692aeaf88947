package dev.otto.models.prompt;

import dev.otto.models.ModelRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The course of a prompt as OpenCode tells it, in order; what a subagent did follows the call of
 * the tool that began it, and the answer to a request for permission the call that asked. The
 * prompt itself is left out.
 *
 * @param truncated whether more was said and done than is here
 */
public record Transcript(List<Entry> entries, boolean truncated) {
  public Transcript {
    entries = List.copyOf(entries);
  }

  /** The kinds of an entry. */
  public enum Kind {
    /** Something that a subagent was asked, or that OpenCode itself asked a model. */
    PROMPT,
    /** Something that a model said. */
    TEXT,
    /** Something that a model said to itself. */
    REASONING,
    /** A call of a tool. */
    TOOL,
    /** A request for permission with its answer. */
    PERMISSION,
    /** The failure of a provider. */
    ERROR
  }

  /**
   * One thing that was said or done.
   *
   * @param depth 0 in the session of the prompt, 1 in those of its subagents, and so on
   * @param model empty where no model is concerned
   * @param agent the name of OpenCode's agent; empty where OpenCode does not say
   * @param text without anything of a tool
   * @param truncated whether something of this entry was longer
   */
  public record Entry(
      int depth,
      Kind kind,
      Instant at,
      Optional<ModelRef> model,
      String agent,
      String text,
      Optional<ToolCall> tool,
      boolean truncated) {}

  /**
   * A call of a tool, or what one asked permission for.
   *
   * @param name of the tool, or of the permission
   * @param status OpenCode's word for how far it came, such as {@code completed}; of a permission
   *     {@code once} or {@code reject}
   * @param input JSON, of a permission the patterns; empty where it is not to be kept
   * @param output of an error, too; empty where it is not to be kept
   */
  public record ToolCall(String name, String status, String input, String output) {}
}
