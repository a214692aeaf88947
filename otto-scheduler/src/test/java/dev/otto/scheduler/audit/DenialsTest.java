package dev.otto.scheduler.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DenialsTest {
  private static final Actor STRANGER = new Actor("unknown", Surface.REST);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
  private final List<Runnable> later = new ArrayList<>();
  @Parameter private TestDatabase on;
  @AutoClose private Database database;
  private AuditLog audit;
  private Denials denials;

  @BeforeEach
  void open(@TempDir Path home) {
    database = on.open(home);
    audit = new AuditLog(database, clock);
    denials = new Denials(audit, clock, later::add);
  }

  @Test
  void recordsTheFirstAndThenTheNumberOfTheOthers() {
    for (int i = 0; i < 1_000; i++) {
      denials.record(STRANGER, "request.denied", "GET /" + i, "from 127.0.0." + i);
    }
    assertEquals(20, entries().size());
    assertEquals("GET /19", entries().getFirst().change().target());
    later.forEach(Runnable::run);
    assertEquals(21, entries().size());
    assertEquals("980 more requests", entries().getFirst().change().target());
    assertEquals(1, later.size());
  }

  @Test
  void recordsEachOneAgainInTheNextMinute() {
    for (int i = 0; i < 100; i++) {
      denials.record(STRANGER, "request.denied", "GET /", "flood");
    }
    clock.advance(Duration.ofMinutes(1));
    denials.record(STRANGER, "request.denied", "GET /later", "wrong token");
    assertEquals("GET /later", entries().getFirst().change().target());
  }

  @Test
  void cutsALongPath() {
    denials.record(STRANGER, "request.denied", "GET /" + "x".repeat(16_000), "wrong token");
    assertTrue(String.valueOf(entries().getFirst().change().target()).length() < 300);
  }

  private List<AuditEntry> entries() {
    return audit.newest(200, OptionalLong.empty());
  }
}
