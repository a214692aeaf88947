package dev.otto.controlplane.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.web.LocalFailedAttempts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions, links and failed logins by a clock that the test sets. */
class SessionsTest {
  private Instant now = Instant.parse("2026-11-20T08:00:00Z");
  private String token = "first-token";
  private final Random random = new Random(7);
  private final LoginStore logins = new LocalLogins();
  private final Sessions sessions = new Sessions(logins, () -> now, random, () -> token);

  private Session begin() {
    return sessions.find(sessions.begin()).orElseThrow();
  }

  @Test
  void isKnownByItsValueAloneAndShowsItNowhere() {
    String value = sessions.begin();
    Session session = sessions.find(value).orElseThrow();
    assertTrue(sessions.find(value + "x").isEmpty());
    assertFalse(session.toString().contains(value));
    assertEquals(43, value.length());
  }

  @Test
  void useProlongsItUpToItsLongestLife() {
    Session session = begin();
    for (Duration age = Duration.ZERO;
        age.compareTo(Sessions.LONGEST) < 0;
        age = age.plus(Duration.ofHours(7))) {
      assertTrue(sessions.stillHolds(session), "after " + age);
      sessions.use(session);
      now = now.plus(Duration.ofHours(7));
    }
    assertFalse(sessions.stillHolds(session));
  }

  @Test
  void lookingAtItDoesNotProlongIt() {
    Session session = begin();
    now = now.plus(Sessions.IDLE).minusMillis(1);
    assertTrue(sessions.stillHolds(session));
    now = now.plusMillis(1);
    assertFalse(sessions.stillHolds(session));
  }

  @Test
  void aNewTokenEndsIt() {
    String value = sessions.begin();
    Session session = sessions.find(value).orElseThrow();
    token = "second-token";
    assertTrue(sessions.find(value).isEmpty());
    assertFalse(sessions.stillHolds(session));
  }

  @Test
  void isTheSameOnAnotherOttoThatSharesTheLogins() {
    String value = sessions.begin();
    var other = new Sessions(logins, () -> now, new Random(8), () -> token);
    Session there = other.find(value).orElseThrow();
    Session here = sessions.find(value).orElseThrow();
    assertSame(here, sessions.find(value).orElseThrow());
    assertTrue(other.accepts(there, sessions.formToken(here)));
    other.end(there);
    assertTrue(sessions.find(value).isEmpty());
    assertFalse(sessions.stillHolds(here));
  }

  @Test
  void theOldestGiveWayWhereThereAreTooMany() {
    String first = sessions.begin();
    for (int i = 0; i < LoginStore.MOST; i++) {
      sessions.begin();
    }
    assertTrue(sessions.find(first).isEmpty());
  }

  @Test
  void theTokenOfAFormLooksDifferentEachTimeAndFitsItsSessionOnly() {
    Session session = begin();
    Session other = begin();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String formToken = sessions.formToken(session);
      assertTrue(seen.add(formToken));
      assertTrue(sessions.accepts(session, formToken));
      assertFalse(sessions.accepts(other, formToken));
    }
  }

  @Test
  void aTokenOfAFormThatIsNoneIsRefused() {
    Session session = begin();
    for (String wrong : new String[] {"", "%", "AAAA", "A".repeat(86), "A".repeat(4_000)}) {
      assertFalse(sessions.accepts(session, wrong), wrong);
    }
  }

  @Test
  void aLinkWorksOnceAndForAMinute() {
    var links = new LoginLinks(logins, () -> now, random);
    LoginLinks.IssuedLink link = links.issue();
    assertFalse(link.toString().contains(link.code()));
    assertTrue(links.redeem(link.code()));
    assertFalse(links.redeem(link.code()));
    LoginLinks.IssuedLink late = links.issue();
    assertNotEquals(link.code(), late.code());
    now = now.plus(LoginLinks.LIFE);
    assertFalse(links.redeem(late.code()));
  }

  @Test
  void theTwentiethFailureInAMinuteWaitsAndOtherAddressesDoNot() {
    var failures = new LocalFailedAttempts(() -> TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli()));
    for (int i = 1; i < 20; i++) {
      assertTrue(failures.failed("10.0.0.1").isEmpty(), "failure " + i);
    }
    now = now.plusSeconds(20);
    assertEquals(Duration.ofSeconds(40), failures.failed("10.0.0.1").orElseThrow());
    assertTrue(failures.failed("10.0.0.2").isEmpty());
    now = now.plusSeconds(40);
    assertTrue(failures.failed("10.0.0.1").isEmpty());
  }
}
