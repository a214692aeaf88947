package dev.otto.scheduler.budget;

import dev.otto.models.event.Subscription;
import dev.otto.scheduler.budget.SpendingRepository.Spent;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the ledgers of all Ottos on one database count the same: stores what prompts in flight here
 * have spent so far, and reads what others stored, on a thread of its own. The others are told by a
 * notice of the database; each also looks now and then, since a notice can be lost.
 */
public final class SharedSpending implements AutoCloseable {
  static final String NOTICE = "spending";

  private static final Logger LOG = LoggerFactory.getLogger(SharedSpending.class);

  /** The time in which what is told is gathered. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Database database;
  private final BudgetLedger ledger;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-shared-spending").daemon().factory());

  /** The amounts in flight as they are stored; used by the one thread. */
  private final Map<String, List<Spent>> stored = new HashMap<>();

  private Subscription notices = () -> {};

  public SharedSpending(Database database, BudgetLedger ledger) {
    this.database = database;
    this.ledger = ledger;
  }

  /** Shares what is spent from now on. */
  public void start() {
    ledger.shareWith(this::soon);
    notices =
        database.onNotice(
            name -> {
              if (name.equals(NOTICE)) {
                soon();
              }
            });
    long millis = LOOK_EVERY.toMillis();
    var unused = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void soon() {
    if (!thread.isShutdown() && waiting.compareAndSet(false, true)) {
      var unused = thread.schedule(this::look, GATHER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    waiting.set(false);
    try {
      store(ledger.news());
      ledger.readOthers();
    } catch (DatabaseException e) {
      LOG.debug("What others spend is read later", e);
    }
  }

  /** Stores what has changed since the last time, and tells the others. */
  private void store(BudgetLedger.News news) {
    Map<String, List<Spent>> inFlight = news.inFlight();
    if (news.ended() || !inFlight.equals(stored)) {
      boolean unused =
          database.write(
              tx -> {
                inFlight.forEach(
                    (id, amounts) -> {
                      if (!amounts.equals(stored.get(id))) {
                        OpenSpendingRepository.replace(tx, id, amounts);
                      }
                    });
                OpenSpendingRepository.deleteEnded(tx);
                OpenSpendingRepository.tell(tx);
                return true;
              });
      stored.clear();
      stored.putAll(inFlight);
    }
  }

  @Override
  public void close() {
    notices.close();
    thread.shutdownNow();
  }
}
