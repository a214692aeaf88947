package dev.otto.models.opencode;

import dev.otto.models.prompt.Bill;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up the steps of a session and of all sessions of its subagents, and notes their tools. */
final class BillReader {
  private static final Logger LOG = LoggerFactory.getLogger(BillReader.class);

  /** The versions that have a model title each question, and store nothing of that call. */
  private static final Pattern TITLING = Pattern.compile("1\\.(\\d+)\\..*");

  private static final int TITLING_UNTIL = 14;

  private final OpenCodeApi api;

  BillReader(OpenCodeApi api) {
    this.api = api;
  }

  /** Returns the bill of everything that ever happened in a session. */
  Bill of(String sessionId) {
    return new SessionReading(Map.of(), 0).of(sessionId);
  }

  /** Returns the bill of a prompt that was not followed. */
  Bill of(String sessionId, String messageId) {
    var reading = new SessionReading(Map.of(), Long.MAX_VALUE);
    reading.beginWith(messageId);
    return reading.of(sessionId);
  }

  /**
   * The usage of one prompt.
   *
   * @param objection why the prompt must not be repeated; empty if it may be
   */
  record Usage(Bill bill, Optional<String> objection) {
    /** The usage of a prompt that was not sent. */
    static final Usage NOTHING = new Usage(Bill.NOTHING, Optional.empty());
  }

  /**
   * Returns the usage of one prompt.
   *
   * @param messageId the prompt's message; later messages, also those of subagents, belong to it
   * @param followed the steps that were seen while it was in flight; they count if OpenCode cannot
   *     be asked any more
   */
  Usage of(String sessionId, String messageId, StepFollower.Followed followed) {
    var reading = new SessionReading(followed.steps(), Long.MAX_VALUE);
    reading.beginWith(messageId);
    Bill bill = reading.of(sessionId);
    return new Usage(followed.hasRetried() ? bill.incomplete() : bill, reading.tools.objection());
  }

  /** Returns the steps of a prompt that OpenCode knows so far; as many as can be read. */
  Collection<PromptStep> steps(String sessionId, String messageId) {
    var reading = new SessionReading(Map.of(), Long.MAX_VALUE);
    reading.beginWith(messageId);
    reading.readAll(sessionId);
    return reading.steps.values();
  }

  /** The messages read so far. */
  private final class SessionReading {
    private final Map<String, PromptStep> steps;
    private String firstMessage = "";
    private long since;
    private final ToolCalls tools = new ToolCalls();
    private boolean complete = true;

    SessionReading(Map<String, PromptStep> known, long since) {
      this.steps = new LinkedHashMap<>(known);
      this.since = since;
    }

    void beginWith(String messageId) {
      firstMessage = messageId;
    }

    Bill of(String root) {
      try {
        complete = !titles(root);
        readAll(root);
      } catch (IOException e) {
        complete = false;
        tools.mayBeMore();
      }
      Bill sum = PromptStep.bill(steps.values());
      return complete ? sum : sum.incomplete();
    }

    /** Reads a session and those of its subagents. */
    void readAll(String root) {
      Deque<String> left = new ArrayDeque<>(List.of(root));
      Set<String> seen = new HashSet<>();
      while (!left.isEmpty()) {
        String session = left.remove();
        if (seen.add(session)) {
          read(session, left);
        }
      }
    }

    /** Reads one session, and notes its subagents'. */
    private void read(String session, Deque<String> left) {
      try {
        for (JsonValue message : api.get(OpenCodeApi.session(session) + "/message").items()) {
          read(message);
        }
        for (JsonValue child : api.get(OpenCodeApi.session(session) + "/children").items()) {
          left.add(child.at("id").text());
        }
      } catch (IOException e) {
        LOG.debug("Cannot read the usage of session {}: {}", session, e.getMessage());
        complete = false;
        tools.mayBeMore();
      }
    }

    private void read(JsonValue message) {
      JsonValue info = message.at("info");
      long created = info.at("time", "created").number();
      if (info.at("id").text().equals(firstMessage)) {
        since = created;
      }
      if (created >= since) {
        PromptStep.read(info)
            .ifPresent(step -> steps.merge(step.id(), step, PromptStep::updatedTo));
        tools.addAll(message.at("parts"));
      }
    }
  }

  private boolean titles(String session) throws IOException {
    String version = api.get(OpenCodeApi.session(session)).at("version").text();
    Matcher matcher = TITLING.matcher(version);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) < TITLING_UNTIL;
  }
}
