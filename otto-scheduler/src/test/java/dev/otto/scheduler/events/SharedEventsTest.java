package dev.otto.scheduler.events;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.events.EventLog.Event;
import dev.otto.scheduler.events.EventLog.EventKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of two Ottos on one PostgreSQL. */
class SharedEventsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final EventLog ofOne = new EventLog(Instant.EPOCH);
  private final EventLog ofOther = new EventLog(Instant.EPOCH);

  @Test
  void eachPublishesWhatHappenedAtTheOther(@TempDir Path folder) throws Exception {
    String url = TestDatabase.address(folder).url();
    try (Database one = TestDatabase.shared(url, "one");
        Database other = TestDatabase.shared(url, "other");
        var toOne = new SharedEvents(other, "2", ofOther)) {
      toOne.start();
      tellOthers(one, toOne);
      await().atMost(LONG).until(() -> texts(ofOther).contains("job told while it closes"));
    }
  }

  @Test
  void readersBeginAnewWhenTheConnectionThatListensIsBack(@TempDir Path folder) {
    String url = TestDatabase.address(folder).url();
    try (Database one = TestDatabase.shared(url, "one");
        Database other = TestDatabase.shared(url, "other");
        var toOther = new SharedEvents(one, "1", ofOne);
        var toOne = new SharedEvents(other, "2", ofOther)) {
      toOther.start();
      toOne.start();
      awaitListening(toOther, ofOther);
      String epoch = ofOther.epoch();
      assertFalse(ofOther.isOver(epoch));
      long unused =
          one.write(
              tx ->
                  tx.queryNumber(
                      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          + " WHERE datname = current_database() AND query LIKE 'LISTEN%'"));
      await().atMost(LONG).until(() -> ofOther.isOver(epoch));
      long place = ofOther.now();
      // It hears what is told from now on.
      toOther.publish(EventKind.JOB, "after");
      await().atMost(LONG).until(() -> !ofOther.after(place, Duration.ofMillis(100)).isEmpty());
    }
  }

  private void tellOthers(Database one, SharedEvents toOne) throws Exception {
    try (var toOthers = new SharedEvents(one, "1", ofOne)) {
      toOthers.start();
      awaitListening(toOthers, ofOther);
      awaitListening(toOne, ofOne);
      // An odd number of characters before those that are two.
      String big = "\"a" + "\uD83D\uDE00ü ".repeat(5_000) + "\"";
      toOthers.publish(EventKind.JOB, "{\"id\":\"a b\"}");
      toOthers.publish(EventKind.RUN, big);
      toOthers.publish(EventKind.AUDIT, "last");
      await().atMost(LONG).until(() -> texts(ofOther).contains("audit last"));
      assertEquals(List.of("job {\"id\":\"a b\"}", "run " + big, "audit last"), texts(ofOther));
      assertEquals(List.of(), texts(ofOne));
      toOthers.publish(EventKind.JOB, "told while it closes");
    }
  }

  /** What is told before the other listens does not arrive. */
  private static void awaitListening(SharedEvents from, EventLog to) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              from.publish(EventKind.RUN, "begin");
              return !to.after(EventLog.BEGINNING, Duration.ofMillis(100)).isEmpty();
            });
  }

  private static List<String> texts(EventLog log) throws InterruptedException {
    var texts = new ArrayList<String>();
    long place = EventLog.BEGINNING;
    for (List<Event> some = log.after(place, Duration.ZERO);
        !some.isEmpty();
        some = log.after(place, Duration.ZERO)) {
      some.stream()
          .map(event -> event.kind().key() + " " + event.data())
          .filter(text -> !text.equals("run begin"))
          .forEach(texts::add);
      place = some.getLast().number();
    }
    return texts;
  }
}
