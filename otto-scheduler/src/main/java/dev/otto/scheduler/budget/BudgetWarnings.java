package dev.otto.scheduler.budget;

import dev.otto.models.Spending;
import dev.otto.models.Spending.Account;
import dev.otto.models.Spending.Account.Level;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.Notifications;
import dev.otto.scheduler.notify.Priority;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the operator once a day or month of each limit that is nearly reached, on a thread of
 * its own: whoever spends does not wait for that. The notification is stored with the note that it
 * was given, so that a restart does not repeat it.
 */
public final class BudgetWarnings implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetWarnings.class);

  /** The share of a limit at which it is told. */
  private static final double NEARLY = 0.8;

  private final BudgetWarningRepository repository = new BudgetWarningRepository();
  private final Notifications notifications;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("budget-warnings").factory());

  public BudgetWarnings(Notifications notifications) {
    this.notifications = notifications;
  }

  /** Looks at what is spent whenever that changes. */
  public void follow(BudgetLedger ledger) {
    var unused = ledger.onChange(this::look);
  }

  private void look(Spending spending) {
    for (Account account : spending.accounts()) {
      for (Level level : account.levels()) {
        if (level.share() >= NEARLY) {
          warn(account, level);
        }
      }
    }
  }

  private void warn(Account account, Level level) {
    String budget = account.scope().path() + "." + level.limit().key();
    String period = level.limit().ends(account.period()).toInstant().toString();
    if (told.add(budget + " " + period) && !thread.isShutdown()) {
      thread.execute(() -> tell(budget, period, text(account, level)));
    }
  }

  private void tell(String budget, String period, String text) {
    try {
      notifications.tell(
          new Message("budget", Priority.NORMAL, text, null),
          tx -> !repository.isTold(tx, budget, period),
          (tx, id) -> repository.insert(tx, budget, period, id));
    } catch (DatabaseException e) {
      told.remove(budget + " " + period);
      LOG.warn("A warning of a budget could not be stored; it is tried again: {}", text, e);
    }
  }

  private static String text(Account account, Level level) {
    return "%d %% of the budget of %s (%s) is spent; at 100 %% %s until %s."
        .formatted(
            Math.round(Math.floor(100 * level.share())),
            account.scope(),
            level.limit().words(account.budget()),
            account.budget().whenSpent().map(model -> model + " is used").orElse("runs are held"),
            level.limit().ends(account.period()).toOffsetDateTime());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
