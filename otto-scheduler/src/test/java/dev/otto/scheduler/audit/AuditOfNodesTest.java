package dev.otto.scheduler.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several Ottos on one PostgreSQL leave pending in the audit. */
class AuditOfNodesTest {
  private static final Change CHANGE = Change.of(Actor.scheduler("test"), "t.change", "it");

  private Database ofOne;
  private Database ofOther;
  private AuditLog one;
  private AuditLog other;

  @BeforeEach
  void open(@TempDir Path folder) {
    String url = TestDatabase.address(folder).url();
    ofOne = TestDatabase.shared(url, "one");
    ofOther = TestDatabase.shared(url, "other");
    // Both entries are older than what may be one of a node that slept.
    one = new AuditLog(ofOne, () -> Instant.now().minus(Duration.ofMinutes(1)));
    other = new AuditLog(ofOther, () -> Instant.now().minus(Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() {
    ofOne.close();
    ofOther.close();
  }

  @Test
  void aStartSettlesNothingThatAnotherOttoIsDoing() {
    AuditEntry doing = one.begin(CHANGE);
    other.begin(CHANGE);
    long group = ofOne.write(tx -> one.beginGroupIn(tx, CHANGE));
    other.settleLeftovers(Leftovers.OWN, _ -> false);
    assertEquals(List.of(), other.takeGroups(Leftovers.OWN));
    assertEquals(List.of("pending", "failed", "pending"), outcomes());
    assertEquals(List.of("one", "other", "one"), nodes());
    one.settle(doing, AuditOutcome.DONE);
    one.settleGroup(group, AuditOutcome.DONE);
    assertEquals(List.of("done", "failed", "done"), outcomes());
  }

  @Test
  void whatAnOttoLeavesThatIsGoneIsSettledByOneOther() {
    checkIn("one");
    one.begin(CHANGE);
    long group = ofOne.write(tx -> one.beginGroupIn(tx, CHANGE));
    other.settleLeftovers(Leftovers.OF_THE_GONE, _ -> true);
    assertEquals(List.of("pending", "pending"), outcomes());
    ofOne.write(tx -> tx.update("DELETE FROM qrtz_scheduler_state"));
    checkIn("other");
    other.settleLeftovers(Leftovers.OF_THE_GONE, _ -> true);
    assertEquals(List.of(group), ids(other.takeGroups(Leftovers.OF_THE_GONE)));
    one.settleLeftovers(Leftovers.OF_THE_GONE, _ -> false);
    assertEquals(List.of(), one.takeGroups(Leftovers.OF_THE_GONE));
    assertEquals(List.of("done", "pending"), outcomes());
    assertEquals(List.of("other", "other"), nodes());
  }

  @Test
  void anOttoThatSleptHasTheLastWordOnItsChange() {
    AuditEntry doing = one.begin(CHANGE);
    long group = ofOne.write(tx -> one.beginGroupIn(tx, CHANGE));
    other.settleLeftovers(Leftovers.OF_THE_GONE, _ -> false);
    other.takeGroups(Leftovers.OF_THE_GONE);
    other.settleGroup(group, AuditOutcome.DONE);
    one.settle(doing, AuditOutcome.DONE);
    // What others have completed is not taken back.
    assertFalse(ofOne.<Boolean>write(tx -> one.failGroupIn(tx, group)));
    assertEquals(List.of("done", "done"), outcomes());
  }

  private void checkIn(String node) {
    ofOne.write(
        tx -> tx.update("INSERT INTO qrtz_scheduler_state VALUES ('otto-prompts', ?, 1, 1)", node));
  }

  private List<String> nodes() {
    return other.newest(10, OptionalLong.empty()).reversed().stream()
        .map(entry -> entry.node().orElseThrow())
        .toList();
  }

  private List<String> outcomes() {
    return one.newest(10, OptionalLong.empty()).reversed().stream()
        .map(entry -> entry.outcome().key())
        .toList();
  }

  private static List<Long> ids(List<AuditEntry> entries) {
    return entries.stream().map(AuditEntry::id).toList();
  }
}
