package dev.otto.scheduler.opencode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;

/** Prompts that have the provider of the tests call a tool. */
public final class ToolPrompt {
  /** A search that finds nothing. */
  public static final String SEARCH = "#call=glob {\"pattern\":\"*.none\"}";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ToolPrompt() {}

  /** A command of the shell. */
  public static String bash(String command) {
    var arguments = JSON.createObjectNode().put("command", command).put("description", "d");
    return "#call=bash " + arguments;
  }

  /** The content of a file. */
  public static String read(Path file) {
    return "#call=read " + JSON.createObjectNode().put("filePath", file.toString());
  }

  /** A subagent that is asked something. */
  public static String task(String agent, String prompt) {
    var arguments = JSON.createObjectNode().put("description", "d").put("prompt", prompt);
    return "#call=task " + arguments.put("subagent_type", agent);
  }
}
