package dev.otto.models.opencode;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tools that were called for a prompt and may have changed something, so that the prompt must
 * not be repeated. A tool counts as changing unless it is one of OpenCode's own that only read: a
 * tool of an MCP server or of a plugin may do anything.
 */
final class ToolCalls {
  /** The tools that read files and pages, and those whose effect ends with the session. */
  private static final Set<String> READING =
      Set.of(
          "read",
          "list",
          "ls",
          "glob",
          "grep",
          "codesearch",
          "lsp",
          "webfetch",
          "websearch",
          "skill",
          "todoread",
          "todowrite",
          "question",
          // Their own calls are listed in the sessions of the subagents.
          "task",
          // A call that OpenCode could not even read.
          "invalid");

  private static final int NAMED = 3;

  private final SortedSet<String> changing = new TreeSet<>();
  private boolean known = true;

  /** Notes the calls of a message. */
  void addAll(JsonValue parts) {
    for (JsonValue part : parts.items()) {
      String tool = part.at("tool").text();
      if (part.at("type").text().equals("tool") && !READING.contains(tool)) {
        changing.add(tool);
      }
    }
  }

  /** Notes that there may be calls that could not be read. */
  void mayBeMore() {
    known = false;
  }

  /** Returns why the prompt must not be repeated, as part of a sentence; empty if it may be. */
  Optional<String> objection() {
    if (changing.isEmpty()) {
      return known
          ? Optional.empty()
          : Optional.of("OpenCode could not be asked which tools were used");
    }
    String tools = changing.stream().limit(NAMED).collect(Collectors.joining(", "));
    return Optional.of(tools + " was used and may have changed something");
  }
}
