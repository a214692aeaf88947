package dev.otto.scheduler.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.controlplane.session.LoginLinks;
import dev.otto.controlplane.session.LoginStore;
import dev.otto.controlplane.session.Session;
import dev.otto.controlplane.session.Sessions;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.web.ApiException;
import dev.otto.web.FailedAttempts;
import dev.otto.web.LocalFailedAttempts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Ottos whose pages and tokens are tried, on a real PostgreSQL. */
class SharedLoginsTest {
  @TempDir Path folder;
  private final Random random = new Random(11);
  private Instant now = Instant.parse("2026-11-30T08:00:00Z");
  private String token = "first-token";
  private Database here;
  private Database there;

  @BeforeEach
  void open() {
    here = TestDatabase.shared(folder);
    there = TestDatabase.shared(folder);
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private Sessions sessions(Database database) {
    return new Sessions(new SharedLogins(database), () -> now, random, () -> token);
  }

  private LoginLinks links(Database database) {
    return new LoginLinks(new SharedLogins(database), () -> now, random);
  }

  @Test
  void aBrowserIsLoggedInWhereverItIsSentAndLoggedOutEverywhere() {
    Sessions one = sessions(here);
    Sessions other = sessions(there);
    String value = one.begin();
    Session session = one.find(value).orElseThrow();
    Session same = other.find(value).orElseThrow();
    assertTrue(other.accepts(same, one.formToken(session)));
    now = now.plus(Duration.ofHours(5));
    other.use(same);
    now = now.plus(Duration.ofHours(5));
    assertTrue(one.stillHolds(session));
    other.end(same);
    assertFalse(one.stillHolds(session));
    assertTrue(one.find(value).isEmpty());
  }

  @Test
  void aNewTokenEndsSessionsAndNeitherIsInTheDatabase() {
    Sessions one = sessions(here);
    String value = one.begin();
    String code = links(here).issue().code();
    List<String> keys =
        there.read(tx -> tx.query("SELECT key FROM logins", row -> row.text("key")));
    assertEquals(2, keys.size());
    assertTrue(
        keys.stream().allMatch(key -> key.matches("[0-9a-f]{64}")), () -> value + code + keys);
    token = "second-token";
    assertTrue(sessions(there).find(value).isEmpty());
  }

  @Test
  void aLinkWorksOnceThoughBothAreAskedAtTheSameMoment() throws Exception {
    LoginLinks one = links(here);
    LoginLinks other = links(there);
    for (int i = 0; i < 20; i++) {
      String code = one.issue().code();
      assertEquals(1, redeemed(List.of(() -> one.redeem(code), () -> other.redeem(code))));
    }
    String late = one.issue().code();
    now = now.plusSeconds(60);
    assertFalse(other.redeem(late));
  }

  private static int redeemed(List<Callable<Boolean>> calls) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int redeemed = 0;
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        redeemed += call.get() ? 1 : 0;
      }
      return redeemed;
    }
  }

  @Test
  void whatHasExpiredAndTheEldestBeyondTheMostAreDeleted() {
    Sessions one = sessions(here);
    String expired = one.begin();
    now = now.plus(Duration.ofHours(8));
    var values = new ArrayList<String>();
    for (int i = 0; i <= LoginStore.MOST; i++) {
      now = now.plusMillis(1);
      values.add(one.begin());
    }
    assertEquals(LoginStore.MOST, count("logins"));
    assertTrue(one.find(expired).isEmpty());
    assertTrue(one.find(values.getFirst()).isEmpty());
    assertTrue(one.find(values.get(1)).isPresent());
  }

  @Test
  void whoIsKnownIsKnownWhileTheDatabaseIsAway() {
    Sessions one = sessions(here);
    String value = one.begin();
    String unseen = one.begin();
    Session session = one.find(value).orElseThrow();
    here.close();
    assertTrue(one.stillHolds(session));
    one.use(session);
    assertThrows(ApiException.class, () -> one.find(unseen));
    now = now.plus(Duration.ofHours(8));
    assertFalse(one.stillHolds(session));
  }

  @Test
  void wrongTokensAtBothAreAddedUp() {
    FailedAttempts one = attempts(here, "api");
    FailedAttempts other = attempts(there, "api");
    for (int i = 1; i < FailedAttempts.ALLOWED; i++) {
      assertTrue((i % 2 == 0 ? one : other).failed("10.0.0.1").isEmpty(), "failure " + i);
    }
    Duration wait = one.failed("10.0.0.1").orElseThrow();
    assertTrue(wait.toSeconds() >= 1 && wait.toSeconds() <= 60, wait.toString());
    assertTrue(other.failed("10.0.0.1").isPresent());
    assertTrue(other.failed("10.0.0.2").isEmpty());
    assertTrue(attempts(there, "pages").failed("10.0.0.1").isEmpty());
    here.write(tx -> tx.update("UPDATE failed_attempts SET since = since - 60000"));
    assertEquals(Optional.empty(), one.failed("10.0.0.1"));
    assertEquals(1, count("failed_attempts"));
  }

  @Test
  void wrongTokensAtTheSameMomentAreAllCounted() throws Exception {
    var calls = new ArrayList<Callable<Boolean>>();
    FailedAttempts one = attempts(here, "api");
    FailedAttempts other = attempts(there, "api");
    for (int i = 1; i < FailedAttempts.ALLOWED; i++) {
      FailedAttempts at = i % 2 == 0 ? one : other;
      calls.add(() -> at.failed("10.0.0.1").isPresent());
    }
    assertEquals(0, redeemed(calls));
    assertTrue(one.failed("10.0.0.1").isPresent());
  }

  @Test
  void aDatabaseThatIsAwayLeavesTheOwnCount() {
    FailedAttempts one = attempts(here, "api");
    here.close();
    for (int i = 1; i < FailedAttempts.ALLOWED; i++) {
      assertTrue(one.failed("10.0.0.1").isEmpty(), "failure " + i);
    }
    assertTrue(one.failed("10.0.0.1").isPresent());
  }

  private static FailedAttempts attempts(Database database, String surface) {
    return new SharedFailedAttempts(
        database, surface, new LocalFailedAttempts(() -> Duration.ZERO.toNanos()));
  }

  private long count(String table) {
    return there.read(tx -> tx.queryNumber("SELECT count(*) FROM " + table));
  }
}
