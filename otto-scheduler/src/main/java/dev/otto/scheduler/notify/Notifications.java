package dev.otto.scheduler.notify;

import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.notify.Notification.Delivery;
import dev.otto.scheduler.notify.Notification.DeliveryStatus;
import dev.otto.scheduler.notify.Notification.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Notifies the operator: stores each notification, and sends it to the log and the webhook as soon
 * as the profile allows. A stored notification is sent even after a crash; the webhook may then see
 * it twice, with the same id. Of several Ottos on one database one sends it, which takes it before.
 */
public final class Notifications implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration MAX_PAUSE = Duration.ofHours(1);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final int MAX_ATTEMPTS = 8;

  /** The time for which a notification holds the next one. */
  private static final Duration HEAD_START = Duration.ofSeconds(1);

  private static final int MAX_UNDER_WAY = 16;

  private final NotificationRepository notifications = new NotificationRepository();
  private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);
  private final Database database;
  private final NotificationProfiles profiles;
  private final Optional<Webhook> webhook;
  private final InstantSource clock;
  private final Listeners<Consumer<DeliveryAttempt>> listeners = new Listeners<>("the webhook");
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MAX_UNDER_WAY);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Thread sender;
  private volatile @Nullable String problem;

  public Notifications(
      Database database,
      NotificationProfiles profiles,
      Optional<Webhook> webhook,
      InstantSource clock) {
    this.database = database;
    this.profiles = profiles;
    this.webhook = webhook;
    this.clock = clock;
    profiles.onChange(profile -> recheckHeld());
  }

  /** The result of one attempt to deliver a notification to the webhook. */
  public enum DeliveryAttempt {
    /** The webhook took it. */
    DELIVERED,
    /** The webhook did not take it; it is sent again later. */
    REFUSED,
    /** The webhook did not take it; it is not sent again. */
    FAILED;

    /** Returns the name used in the metrics. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A further write in the same transaction. */
  @FunctionalInterface
  public interface Alongside {
    void run(Tx tx, long notificationId);
  }

  /** Notifies the listener after each attempt to reach the webhook, on the sending thread. */
  public Subscription onAttempt(Consumer<DeliveryAttempt> listener) {
    return listeners.add(listener);
  }

  /** Starts sending, beginning with what is left over from the previous process. */
  public synchronized void start() {
    sender = Thread.ofVirtual().name("notifications").start(this::sendForEver);
  }

  /** Queues a notification; when this returns, it is stored together with {@code alongside}. */
  public void tell(Message message, Alongside alongside) {
    tell(message, _ -> true, alongside);
  }

  /**
   * Queues a notification, as {@link #tell(Message, Alongside)} does, unless it was told meanwhile.
   *
   * @param isUntold reads in the transaction what {@code alongside} writes
   */
  public void tell(Message message, Predicate<Tx> isUntold, Alongside alongside) {
    database.write(
        tx -> {
          boolean tells = isUntold.test(tx);
          if (tells) {
            alongside.run(tx, notifications.insert(tx, message, clock.instant()));
          }
          return tells;
        });
    wake();
  }

  /**
   * Returns why the last attempt to send a notification failed, or what keeps some from going as
   * they should; empty if nothing does.
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem).or(profiles::problem);
  }

  /** Reports whether notifications go to a webhook, and not to the log alone. */
  public boolean hasWebhook() {
    return webhook.isPresent();
  }

  /** Returns the newest notifications, newest first. */
  public List<Notification> latest(int limit) {
    return database.read(tx -> notifications.latest(tx, limit));
  }

  /** Stops sending; the rest is sent after the next start. */
  @Override
  public synchronized void close() {
    if (sender != null) {
      sender.interrupt();
      try {
        sender.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    var unused = senders.shutdownNow();
    senders.close();
    webhook.ifPresent(Webhook::close);
  }

  /**
   * Sends the due notifications in their order. A receiver that is slow to answer holds the next
   * one for a second only.
   */
  void sendDue() throws InterruptedException {
    for (Notification due : database.read(tx -> notifications.due(tx, clock.instant()))) {
      if (underWay.add(due.id())) {
        places.acquire();
        awaitHeadStart(senders.submit(() -> sendUnderWay(due)));
      }
    }
  }

  private static void awaitHeadStart(Future<?> sending) throws InterruptedException {
    try {
      Object unused = sending.get(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("The webhook takes its time; the next notification is sent meanwhile");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void sendUnderWay(Notification due) {
    try {
      // It may have been under way, and be over, since the list was read.
      if (database.write(tx -> notifications.claim(tx, due.id(), clock.instant()))) {
        Delivery delivery = deliver(due);
        boolean unused = database.write(tx -> notifications.update(tx, due.id(), delivery));
      }
    } catch (DatabaseException e) {
      waitFor(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.remove(due.id());
      places.release();
      wake();
    }
  }

  private void sendForEver() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        wakeUps.poll(sendDueSafely().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Delivers what is due and returns the time until the next notification is due. */
  private Duration sendDueSafely() throws InterruptedException {
    try {
      sendDue();
      Duration next = database.read(notifications::nextDue).map(this::untilThen).orElse(LOOK_AGAIN);
      // What is under way is due still, and wakes this when it is over.
      return underWay.isEmpty() || next.compareTo(HEAD_START) > 0 ? next : HEAD_START;
    } catch (DatabaseException e) {
      waitFor(e);
      return LOOK_AGAIN;
    }
  }

  private void waitFor(DatabaseException e) {
    problem = "notifications wait, because the database failed: " + e.getMessage();
    LOG.warn("Notifications wait, because the database failed: {}", e.getMessage());
  }

  private Duration untilThen(Instant due) {
    Duration wait = Duration.between(clock.instant(), due);
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(LOOK_AGAIN) < 0 ? wait : LOOK_AGAIN;
  }

  private Delivery deliver(Notification notification) throws InterruptedException {
    Instant now = clock.instant();
    return switch (new QuietTime(profiles.current()).decide(priority(notification), now)) {
      case QuietTime.SendDecision.Hold(var reason, var until) ->
          new Delivery(
              DeliveryStatus.HELD,
              notification.delivery().attempts(),
              until,
              null,
              reason.toString());
      case QuietTime.SendDecision.SendNow _ -> send(notification);
    };
  }

  private Delivery send(Notification notification) throws InterruptedException {
    int attempt = notification.delivery().attempts() + 1;
    if (attempt == 1) {
      log(notification);
    }
    if (webhook.isEmpty()) {
      return new Delivery(DeliveryStatus.DELIVERED, attempt, null, clock.instant(), null);
    }
    Webhook.PostResult result = webhook.get().send(notification);
    problem = result instanceof Webhook.PostResult.NotDelivered refusal ? refusal.why() : null;
    return switch (result) {
      case Webhook.PostResult.Delivered _ -> {
        tell(DeliveryAttempt.DELIVERED);
        yield new Delivery(DeliveryStatus.DELIVERED, attempt, null, clock.instant(), null);
      }
      case Webhook.PostResult.NotDelivered(var why, var again)
          when again && attempt < MAX_ATTEMPTS -> {
        tell(DeliveryAttempt.REFUSED);
        Instant next = clock.instant().plus(pauseAfter(attempt));
        yield new Delivery(DeliveryStatus.PENDING, attempt, next, null, why);
      }
      case Webhook.PostResult.NotDelivered(var why, _) -> {
        tell(DeliveryAttempt.FAILED);
        LOG.atWarn()
            .addKeyValue("event", "notification_failed")
            .addKeyValue("id", notification.id())
            .addKeyValue("attempts", attempt)
            .log("The webhook did not accept a notification: {}", why);
        yield new Delivery(DeliveryStatus.FAILED, attempt, null, null, why);
      }
    };
  }

  private void tell(DeliveryAttempt attempt) {
    listeners.tell(listener -> listener.accept(attempt));
  }

  /** Returns the pause before the next attempt, which triples each time. */
  static Duration pauseAfter(int attempt) {
    Duration pause = FIRST_PAUSE.multipliedBy((long) Math.pow(3, Math.min(attempt, 10) - 1));
    return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
  }

  private static void log(Notification notification) {
    Message message = notification.message();
    LOG.atLevel(message.priority() == Priority.CRITICAL ? Level.WARN : Level.INFO)
        .addKeyValue("event", "notification")
        .addKeyValue("id", notification.id())
        .addKeyValue("source", message.source())
        .log(message.text());
  }

  private static Priority priority(Notification notification) {
    return notification.message().priority();
  }

  private void recheckHeld() {
    database.write(
        tx -> {
          notifications.recheckHeld(tx, clock.instant());
          return true;
        });
    wake();
  }

  private void wake() {
    wakeUps.offer(true);
  }
}
