package dev.otto.controlplane.assistant;

import dev.otto.wire.RunContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One person's conversation with the assistant. It is kept on the server, because the page must
 * never contain the id of OpenCode's session; and it continues when the page is closed.
 */
final class Conversation {
  private static final int KEPT = 100;

  private final Optional<RunContext> about;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition over = lock.newCondition();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private @Nullable String sessionId;
  private @Nullable Pending pending;
  private @Nullable Unanswered unanswered;
  private long number;

  /**
   * @param about the run that the assistant is told of with the first question
   */
  Conversation(Optional<RunContext> about) {
    this.about = about;
  }

  Optional<RunContext> about() {
    return about;
  }

  /** Reports whether the assistant is told of this run. */
  boolean isAbout(String runId) {
    return about.filter(run -> run.runId().equals(runId)).isPresent();
  }

  /** A question without an answer yet. */
  record Pending(String question, long since) {}

  /**
   * A question that could not be answered.
   *
   * @param problem why, for people
   */
  record Unanswered(String question, String problem) {}

  /**
   * The state of the conversation.
   *
   * @param number grows with each question, so that none is accepted twice
   */
  record State(
      List<Turn> turns, @Nullable Pending pending, @Nullable Unanswered unanswered, long number) {}

  State state() {
    lock.lock();
    try {
      return new State(List.copyOf(turns), pending, unanswered, number);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Accepts a question, unless another is pending or this one was accepted before.
   *
   * @param seen the number that the page showed
   */
  boolean begin(String question, long seen, long now) {
    lock.lock();
    try {
      if (pending != null || seen != number) {
        return false;
      }
      pending = new Pending(question, now);
      unanswered = null;
      number++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the id of OpenCode's session, which is only sent to Otto. */
  Optional<String> sessionId() {
    lock.lock();
    try {
      return Optional.ofNullable(sessionId);
    } finally {
      lock.unlock();
    }
  }

  void answered(Turn turn, String session) {
    end(
        () -> {
          sessionId = session;
          turns.addLast(turn);
          if (turns.size() > KEPT) {
            turns.removeFirst();
          }
        });
  }

  void failed(String question, String problem) {
    end(() -> unanswered = new Unanswered(question, problem));
  }

  private void end(Runnable change) {
    lock.lock();
    try {
      change.run();
      pending = null;
      over.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no question is pending, at most for the given time. */
  void awaitAnswer(Duration timeout) {
    lock.lock();
    try {
      long nanos = timeout.toNanos();
      while (pending != null && nanos > 0) {
        nanos = over.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
