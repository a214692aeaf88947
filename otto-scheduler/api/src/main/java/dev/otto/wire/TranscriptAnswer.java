package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The course of a run as OpenCode told it, without the prompt. Where models were asked one after
 * the other, so are their entries. Times are epoch milliseconds.
 *
 * @param truncated whether more was said and done than is here
 * @param keptUntil when it is deleted, if the run is not before
 */
public record TranscriptAnswer(
    String runId, List<TranscriptEntry> entries, boolean truncated, long keptUntil) {

  /**
   * One thing that was said or done. What a subagent did follows the call of the tool that began
   * it, and a request for permission the call that asked.
   *
   * @param depth 0 in the session of the run, 1 in those of its subagents, and so on
   * @param kind {@code prompt} of a subagent, {@code text}, {@code reasoning}, {@code tool}, {@code
   *     permission} or {@code error}
   * @param agent the name of OpenCode's agent
   * @param truncated whether something of this entry was longer
   */
  public record TranscriptEntry(
      int depth,
      String kind,
      long at,
      @AbsentIfNull @Nullable String modelRef,
      @AbsentIfNull @Nullable String agent,
      @AbsentIfNull @Nullable String text,
      @AbsentIfNull @Nullable ToolCall tool,
      boolean truncated) {}

  /**
   * A call of a tool, or what one asked permission for.
   *
   * @param name of the tool, or of the permission
   * @param status OpenCode's word for how far it came, such as {@code completed} or {@code error};
   *     of a permission {@code once} or {@code reject}
   * @param input JSON, of a permission with the patterns; absent where inputs and outputs are not
   *     kept
   * @param output of an error, too; absent where inputs and outputs are not kept
   */
  public record ToolCall(
      String name,
      String status,
      @AbsentIfNull @Nullable String input,
      @AbsentIfNull @Nullable String output) {}
}
