package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.database.DatabaseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refusals in the audit: each of the first in a minute, wherever they come from, and then the
 * number of all others. Whoever has no token could fill the disk otherwise.
 */
final class Denials {
  private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int EACH = 20;
  private static final int MAX_TEXT = 200;

  private final AuditLog audit;
  private final InstantSource clock;
  private final Executor afterTheWindow;
  private Instant start = Instant.MIN;
  private int recorded;
  private long others;

  Denials(AuditLog audit, InstantSource clock) {
    this(audit, clock, CompletableFuture.delayedExecutor(WINDOW.toMillis(), TimeUnit.MILLISECONDS));
  }

  Denials(AuditLog audit, InstantSource clock, Executor afterTheWindow) {
    this.audit = audit;
    this.clock = clock;
    this.afterTheWindow = afterTheWindow;
  }

  /** Records a refusal, or counts it. */
  void record(Actor actor, String action, String target, String reason) {
    if (mayBeRecorded()) {
      audit.record(new Change(actor, action, cut(target), null, cut(reason)), AuditOutcome.DENIED);
    }
  }

  private synchronized boolean mayBeRecorded() {
    Instant now = clock.instant();
    // A clock that was set back begins another minute, too.
    if (now.isBefore(start) || !now.isBefore(start.plus(WINDOW))) {
      start = now;
      recorded = 0;
    }
    if (recorded < EACH) {
      recorded++;
      return true;
    }
    if (others++ == 0) {
      afterTheWindow.execute(this::sumUp);
    }
    return false;
  }

  private void sumUp() {
    long number = takeOthers();
    var actor = new Actor("unknown", Surface.REST);
    String reason = "too many within a minute to list them one by one";
    try {
      audit.record(
          new Change(actor, "request.denied", number + " more requests", null, reason),
          AuditOutcome.DENIED);
    } catch (DatabaseException e) {
      LOG.warn("{} refused requests could not be audited: {}", number, e.getMessage());
    }
  }

  private synchronized long takeOthers() {
    long number = others;
    others = 0;
    return number;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
