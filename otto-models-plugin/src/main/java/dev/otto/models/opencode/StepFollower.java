package dev.otto.models.opencode;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptProgress;
import dev.otto.models.prompt.PromptProgress.ProviderWait;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows the steps of prompts in flight, and of their subagents, from OpenCode's events. What it
 * knows is at most what happened: events may be missed while the stream is interrupted.
 */
final class StepFollower {
  private static final String SESSION_ID = "\"sessionID\":\"";

  private final Map<String, Followed> sessions = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /**
   * @param clock in which OpenCode's times are told
   */
  StepFollower(InstantSource clock) {
    this.clock = clock;
  }

  /** The steps of one prompt, until it is closed. */
  final class Followed implements AutoCloseable {
    private final Map<String, PromptStep> steps = new LinkedHashMap<>();
    private final String sessionId;
    private final String messageId;
    private final PromptLimits limits;
    private final Runnable stop;
    private final Silence silence;
    private Optional<String> exceeded = Optional.empty();
    private Optional<ProviderWait> waiting = Optional.empty();
    private boolean retried;

    private Followed(String sessionId, String messageId, PromptLimits limits, Runnable stop) {
      this.sessionId = sessionId;
      this.messageId = messageId;
      this.limits = limits;
      this.stop = stop;
      this.silence = new Silence(messageId, limits, System::nanoTime);
    }

    /** Returns the time since something was last heard of the prompt. */
    Silence silence() {
      return silence;
    }

    /** Adds the steps that were missed, for which OpenCode is asked. */
    void catchUp(BillReader bills) {
      silence.broken();
      bills.steps(sessionId, messageId).forEach(this::put);
    }

    private synchronized void put(PromptStep step) {
      boolean goesOn = !steps.containsKey(step.id());
      steps.merge(step.id(), step, PromptStep::updatedTo);
      boolean before = exceeded.isPresent();
      if (step.tokens().out() > 0) {
        silence.answers();
      }
      Optional<String> now = limits.exceededBy(bill());
      exceeded = exceeded.or(() -> now);
      if (exceeded.isPresent() && (goesOn || !before)) {
        stop.run();
      }
    }

    /** Returns the bill so far; it is the least that was spent. */
    synchronized Bill bill() {
      return Bill.UNKNOWN.plus(PromptStep.bill(steps.values()));
    }

    /** Returns what exceeded its limit, in words; empty if nothing did. */
    synchronized Optional<String> exceeded() {
      return exceeded;
    }

    private synchronized void waits(ProviderWait wait) {
      retried = true;
      waiting = Optional.of(wait);
      wait.nextAt().ifPresent(next -> silence.pause(Duration.between(clock.instant(), next)));
    }

    private synchronized void goesOn() {
      waiting = Optional.empty();
    }

    private synchronized PromptProgress progress() {
      return new PromptProgress(bill(), waiting);
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
   * @param messageId the prompt's message
   * @param stop called where a limit is exceeded, and again with each step that begins in spite of
   *     it, on the thread of the events; must not wait
   */
  Followed follow(String sessionId, String messageId, PromptLimits limits, Runnable stop) {
    var followed = new Followed(sessionId, messageId, limits, stop);
    sessions.put(sessionId, followed);
    return followed;
  }

  /** Returns what is followed. */
  List<Followed> followed() {
    return sessions.values().stream().distinct().toList();
  }

  /** Takes note of an event of any kind, as it came. */
  void heard(String event) {
    int at = event.indexOf(SESSION_ID);
    if (at < 0 || sessions.isEmpty()) {
      return;
    }
    int begin = at + SESSION_ID.length();
    Followed followed = sessions.get(event.substring(begin, event.indexOf('"', begin)));
    if (followed != null) {
      followed.silence.heard(event);
    }
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
    if (followed == null) {
      return;
    }
    JsonValue status = properties.at("status");
    if (status.at("type").text().equals("retry")) {
      followed.waits(wait(status));
    } else {
      followed.goesOn();
    }
  }

  private static ProviderWait wait(JsonValue status) {
    long next = status.at("next").number();
    return new ProviderWait(
        (int) status.at("attempt").number(),
        next > 0 ? Optional.of(Instant.ofEpochMilli(next)) : Optional.empty());
  }

  /** Returns the state of the prompt in this session; empty if none is in flight. */
  Optional<PromptProgress> progress(String sessionId) {
    return Optional.ofNullable(sessions.get(sessionId)).map(Followed::progress);
  }
}
