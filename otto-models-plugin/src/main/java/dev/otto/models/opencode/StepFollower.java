package dev.otto.models.opencode;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows the steps of prompts in flight, and of their subagents, from OpenCode's events. What it
 * knows is at most what happened: events may be missed while the stream is interrupted.
 */
final class StepFollower {
  private final Map<String, Followed> sessions = new ConcurrentHashMap<>();

  /** The steps of one prompt, until it is closed. */
  final class Followed implements AutoCloseable {
    private final Map<String, PromptStep> steps = new LinkedHashMap<>();
    private final PromptLimits limits;
    private final Runnable stop;
    private Optional<String> exceeded = Optional.empty();
    private boolean retried;

    private Followed(PromptLimits limits, Runnable stop) {
      this.limits = limits;
      this.stop = stop;
    }

    private synchronized void put(PromptStep step) {
      boolean goesOn = steps.put(step.id(), step) == null;
      boolean before = exceeded.isPresent();
      exceeded = exceeded.or(() -> limits.exceededBy(bill()));
      if (exceeded.isPresent() && (goesOn || !before)) {
        stop.run();
      }
    }

    /** Returns the bill so far; it is the least that was spent. */
    synchronized Bill bill() {
      return steps.values().stream().map(PromptStep::bill).reduce(Bill.UNKNOWN, Bill::plus);
    }

    /** Returns what exceeded its limit, in words; empty if nothing did. */
    synchronized Optional<String> exceeded() {
      return exceeded;
    }

    private synchronized void retried() {
      retried = true;
    }

    /** Returns the steps so far by the ids of their messages. */
    synchronized Map<String, PromptStep> steps() {
      return new LinkedHashMap<>(steps);
    }

    /**
     * Reports whether OpenCode repeated a call: the provider may count an attempt that broke off,
     * while OpenCode only knows the last one.
     */
    synchronized boolean hasRetried() {
      return retried;
    }

    @Override
    public void close() {
      sessions.values().removeIf(followed -> followed == this);
    }
  }

  /**
   * Follows the next prompt in this session until the result is closed.
   *
   * @param stop called where a limit is exceeded, and again with each step that begins in spite of
   *     it, on the thread of the events; must not wait
   */
  Followed follow(String sessionId, PromptLimits limits, Runnable stop) {
    var followed = new Followed(limits, stop);
    sessions.put(sessionId, followed);
    return followed;
  }

  /** Takes note of a session, which may be that of a subagent. */
  void created(JsonValue session) {
    Followed parent = sessions.get(session.at("parentID").text());
    if (parent != null) {
      sessions.put(session.at("id").text(), parent);
    }
  }

  /** Takes note of a message as it is now. */
  void updated(JsonValue message) {
    Followed followed = sessions.get(message.at("sessionID").text());
    if (followed != null) {
      PromptStep.read(message).ifPresent(followed::put);
    }
  }

  /** Takes note of what a session does. */
  void status(JsonValue properties) {
    Followed followed = sessions.get(properties.at("sessionID").text());
    if (followed != null && properties.at("status", "type").text().equals("retry")) {
      followed.retried();
    }
  }
}
