package dev.otto.scheduler.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptReceipt;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages in flight of several Ottos on one PostgreSQL. */
class AssistantMessagesOfNodesTest {
  private final Instant longAgo = Instant.now().minusSeconds(60);
  private static final ModelRef MODEL = ModelRef.of("acme/one");

  private Database ofOne;
  private Database ofOther;
  private AssistantMessageRepository one;
  private AssistantMessageRepository other;

  @BeforeEach
  void open(@TempDir Path folder) {
    String url = TestDatabase.address(folder).url();
    ofOne = TestDatabase.shared(url, "one");
    ofOther = TestDatabase.shared(url, "other");
    one = new AssistantMessageRepository(ofOne, ZoneOffset.UTC);
    other = new AssistantMessageRepository(ofOther, ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    ofOne.close();
    ofOther.close();
  }

  @Test
  void aStartEndsNoMessageOfAnotherOtto() {
    one.insertInFlight(message("m1"), longAgo);
    other.insertInFlight(message("m2"), longAgo);
    assertEquals(List.of("m2"), ids(other.take(Leftovers.OWN)));
    assertEquals(List.of("m1"), ids(one.take(Leftovers.OWN)));
  }

  @Test
  void aMessageIsTakenFromAnOttoThatNoLongerChecksIn() {
    ofOne.write(
        tx -> tx.update("INSERT INTO qrtz_scheduler_state VALUES ('otto-prompts', 'one', 1, 1)"));
    one.insertInFlight(message("m1"), longAgo);
    assertEquals(List.of(), other.take(Leftovers.OF_THE_GONE));
    ofOne.write(tx -> tx.update("DELETE FROM qrtz_scheduler_state"));
    one.insertInFlight(message("newest"), Instant.now());
    assertEquals(List.of("m1"), ids(other.take(Leftovers.OF_THE_GONE)));
    assertEquals(List.of("m1"), ids(other.take(Leftovers.OWN)));
  }

  @Test
  void oneOfTwoThatTryTakesAMessage() throws Exception {
    ofOne.write(
        tx ->
            tx.update(
                "INSERT INTO qrtz_scheduler_state VALUES ('s', 'one', 1, 1), ('s', 'other', 1, 1)"));
    var message = new SentPrompt("ses_1", "m", MODEL, false);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 50; i++) {
        one.insertInFlight(message, longAgo);
        ofOne.write(tx -> tx.update("UPDATE assistant_messages SET node = 'gone'"));
        var begin = new CyclicBarrier(2);
        Future<Integer> first = threads.submit(() -> taken(one, begin));
        Future<Integer> second = threads.submit(() -> taken(other, begin));
        assertEquals(1, first.get() + second.get());
        ofOne.write(tx -> tx.update("DELETE FROM assistant_messages"));
      }
    }
  }

  private static int taken(AssistantMessageRepository by, CyclicBarrier begin) throws Exception {
    begin.await();
    return by.take(Leftovers.OF_THE_GONE).size();
  }

  @Test
  void anOttoThatSleptStoresNoSecondEnd() {
    one.insertInFlight(message("m1"), longAgo);
    other
        .take(Leftovers.OF_THE_GONE)
        .forEach(lost -> other.insertEnded(lost.message(), aborted(), Instant.now()));
    one.insertEnded(message("m1"), aborted(), Instant.now());
    assertEquals(
        1, ofOne.<Long>read(tx -> tx.queryNumber("SELECT count(*) FROM assistant_messages")));
  }

  private static Failed aborted() {
    return new Failed(FailureCode.ABORTED, "over", false, PromptReceipt.NOTHING);
  }

  private static SentPrompt message(String id) {
    return new SentPrompt("ses_" + id, id, MODEL, false);
  }

  private static List<String> ids(List<AssistantMessageRepository.Lost> lost) {
    return lost.stream().map(it -> it.message().messageId()).toList();
  }
}
