package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.Transcript;
import dev.otto.models.prompt.Transcript.Entry;
import dev.otto.models.prompt.Transcript.Kind;
import dev.otto.models.prompt.Transcript.ToolCall;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was said and done in one session and in those of its subagents. */
final class TranscriptReader {
  private static final Logger LOG = LoggerFactory.getLogger(TranscriptReader.class);

  /** The size of a whole transcript. */
  static final int MAX_BYTES = 1 << 20;

  /** The size of an entry without its texts. */
  private static final int ENTRY_BYTES = 200;

  private final OpenCodeApi api;
  private final boolean withTools;
  private final List<PermissionAnswer> permissions;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long left = MAX_BYTES;
  private boolean truncated;

  /**
   * @param withTools whether to read what tools were given and returned
   * @param permissions what was asked meanwhile, which OpenCode forgets
   */
  TranscriptReader(OpenCodeApi api, boolean withTools, List<PermissionAnswer> permissions) {
    this.api = api;
    this.withTools = withTools;
    this.permissions = new ArrayList<>(permissions);
  }

  Transcript of(String session) {
    read(session, 0);
    return new Transcript(entries, truncated);
  }

  private void read(String session, int depth) {
    if (!seen.add(session)) {
      return;
    }
    try {
      String path = OpenCodeApi.session(session);
      Set<String> children = new LinkedHashSet<>();
      for (JsonValue child : api.get(path + "/children").items()) {
        children.add(child.at("id").text());
      }
      List<JsonValue> messages = api.get(path + "/message").items();
      int prompts = depth == 0 ? Math.min(1, messages.size()) : 0;
      for (JsonValue message : messages.subList(prompts, messages.size())) {
        read(message, depth, children);
      }
      if (!messages.isEmpty()) {
        addPermissions(
            messages.get(messages.size() - 1).at("info"),
            depth,
            it -> it.sessionId().equals(session));
      }
      children.forEach(child -> read(child, depth + 1));
    } catch (IOException e) {
      LOG.debug("Cannot read the transcript of session {}: {}", session, e.getMessage());
      truncated = true;
    }
  }

  private void read(JsonValue message, int depth, Set<String> children) {
    JsonValue info = message.at("info");
    boolean asked = info.at("role").text().equals("user");
    for (JsonValue part : message.at("parts").items()) {
      switch (part.at("type").text()) {
        case "text" -> addText(info, depth, asked ? Kind.PROMPT : Kind.TEXT, part);
        case "reasoning" -> addText(info, depth, Kind.REASONING, part);
        case "tool" -> {
          addTool(info, depth, part);
          addPermissions(info, depth, it -> asked(it, part));
          String subagent = part.at("state", "metadata", "sessionId").text();
          if (children.contains(subagent)) {
            read(subagent, depth + 1);
          }
        }
        default -> {} // Steps, snapshots and the like.
      }
    }
    if (info.at("error").isObject()) {
      model(info)
          .map(model -> ProviderError.read(info.at("error"), model).message())
          .ifPresent(failure -> add(info, depth, Kind.ERROR, failure));
    }
  }

  private void addText(JsonValue info, int depth, Kind kind, JsonValue part) {
    // What OpenCode adds to a question by itself is what a tool read.
    if (withTools || !part.at("synthetic").flag()) {
      add(info, depth, kind, part.at("text").text());
    }
  }

  private void add(JsonValue info, int depth, Kind kind, String text) {
    if (!text.isBlank()) {
      String kept = shortened(text);
      boolean cut = kept.length() < text.length();
      add(new Entry(depth, kind, at(info), model(info), agent(info), kept, Optional.empty(), cut));
    }
  }

  private void addTool(JsonValue info, int depth, JsonValue part) {
    JsonValue state = part.at("state");
    String input = withTools ? state.at("input").json() : "";
    String output = withTools ? state.at("output").text() + state.at("error").text() : "";
    var tool =
        new ToolCall(
            shortened(part.at("tool").text()),
            shortened(state.at("status").text()),
            shortened(input),
            shortened(output));
    boolean cut =
        tool.input().length() < input.length() || tool.output().length() < output.length();
    add(
        new Entry(
            depth, Kind.TOOL, at(info), model(info), agent(info), "", Optional.of(tool), cut));
  }

  private static boolean asked(PermissionAnswer answer, JsonValue tool) {
    return answer.sessionId().equals(tool.at("sessionID").text())
        && answer.callId().equals(tool.at("callID").text());
  }

  /** Adds what was asked so, each once. */
  private void addPermissions(JsonValue info, int depth, Predicate<PermissionAnswer> asked) {
    permissions.stream().filter(asked).forEach(answer -> addPermission(info, depth, answer));
    permissions.removeIf(asked);
  }

  private void addPermission(JsonValue info, int depth, PermissionAnswer answer) {
    var asked =
        new ToolCall(
            shortened(answer.permission()),
            answer.reply().key(),
            withTools ? patterns(answer) : "",
            "");
    add(
        new Entry(
            depth,
            Kind.PERMISSION,
            at(info),
            model(info),
            agent(info),
            "",
            Optional.of(asked),
            false));
  }

  private static String patterns(PermissionAnswer answer) {
    byte[] json =
        JsonValue.object(
            out -> {
              out.writeArrayFieldStart("patterns");
              for (String pattern : answer.patterns()) {
                out.writeString(pattern);
              }
              out.writeEndArray();
            });
    return new String(json, UTF_8);
  }

  private static Instant at(JsonValue info) {
    return Instant.ofEpochMilli(info.at("time", "created").number());
  }

  private static Optional<ModelRef> model(JsonValue info) {
    return ModelRef.parse(info.at("providerID").text() + "/" + info.at("modelID").text());
  }

  private static String agent(JsonValue info) {
    String agent = info.at("agent").text();
    return shortened(agent.isEmpty() ? info.at("mode").text() : agent);
  }

  private static String shortened(String text) {
    return text.substring(0, ShortStrings.end(text, OpenCodeApi.MAX_TEXT));
  }

  private void add(Entry entry) {
    left -= bytes(entry);
    if (left >= 0) {
      entries.add(entry);
    } else {
      truncated = true;
    }
  }

  private static int bytes(Entry entry) {
    return ENTRY_BYTES
        + entry.text().getBytes(UTF_8).length
        + entry.tool().map(TranscriptReader::bytes).orElse(0);
  }

  private static int bytes(ToolCall tool) {
    return tool.name().getBytes(UTF_8).length
        + tool.input().getBytes(UTF_8).length
        + tool.output().getBytes(UTF_8).length;
  }
}
