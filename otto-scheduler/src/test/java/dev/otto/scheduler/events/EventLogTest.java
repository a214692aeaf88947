package dev.otto.scheduler.events;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.events.EventLog.Event;
import dev.otto.scheduler.events.EventLog.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is retained is bounded in number and in size, and so is what one reader gets at once. */
class EventLogTest {
  private static final String BIG = "x".repeat(60_000);

  private final EventLog events = new EventLog(Instant.EPOCH);

  @Test
  void retainsTheLastThousandSmallOnesAndAsManyBigOnesAsFitInFourMebibytes() throws Exception {
    for (int i = 0; i < 1_200; i++) {
      events.publish(EventKind.JOB, "small");
    }
    assertEquals(1_000, retained().size());
    for (int i = 0; i < 200; i++) {
      events.publish(EventKind.JOB, BIG);
    }
    List<Event> retained = retained();
    assertEquals(4 * 1024 * 1024 / BIG.length(), retained.size());
    assertEquals(1_400, retained.getLast().number());
    events.publish(EventKind.JOB, "x".repeat(5 * 1024 * 1024));
    assertEquals(1, retained().size());
  }

  @Test
  void aReaderGetsBigOnesOneByOneAndMissesNone() throws Exception {
    for (int i = 0; i < 5; i++) {
      events.publish(EventKind.RUN, BIG);
    }
    assertEquals(1, events.after(EventLog.BEGINNING, Duration.ZERO).size());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), retained().stream().map(Event::number).toList());
    assertTrue(events.after(5, Duration.ZERO).isEmpty());
  }

  @Test
  void whereSomeMayBeMissingReadersBeginAnewAndWaitForNothing() throws Exception {
    events.publish(EventKind.JOB, "before");
    String epoch = events.epoch();
    String id = EventLog.id(epoch, retained().getFirst());
    assertEquals(1, events.placeOf(id));
    var reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return events.after(1, Duration.ofMinutes(10));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              events.beginAnew();
              return reading.isDone();
            });
    assertEquals(List.of(), reading.join());
    assertTrue(events.isOver(epoch) && !events.isOver(events.epoch()));
    assertEquals(EventLog.BEGINNING, events.placeOf(id));
  }

  private List<Event> retained() throws InterruptedException {
    var all = new ArrayList<Event>();
    long place = EventLog.BEGINNING;
    for (var batch = events.after(place, Duration.ZERO);
        !batch.isEmpty();
        batch = events.after(place, Duration.ZERO)) {
      all.addAll(batch);
      place = batch.getLast().number();
    }
    return all;
  }
}
