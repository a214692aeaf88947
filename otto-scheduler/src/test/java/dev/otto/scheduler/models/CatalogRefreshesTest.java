package dev.otto.scheduler.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.otto.models.CatalogCache;
import dev.otto.models.Model;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeModels;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.wire.RemovedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class CatalogRefreshesTest {
  private static final Actor OPERATOR = new Actor("token", Surface.REST);
  private static final ModelRef OLD = ModelRef.of("alder/alder-3-nano");
  private static final ModelRef LOST = ModelRef.of("alder/alder-3-mini");

  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T08:00:00Z"));
  private final List<AuditEntry> told = new ArrayList<>();
  private StandInOpenCode openCode;
  private OpenCodeModels backend;
  @Parameter private TestDatabase on;
  private Database database;
  private AuditLog audit;
  private ModelCatalog catalog;
  private CatalogRefreshes refreshes;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    backend = new OpenCodeModels(new OpenCodeHttp(openCode.url(), Optional.empty()));
    database = on.open(folder);
    audit = new AuditLog(database, clock);
    audit.onEntry(told::add);
    var cache = new CatalogCache(folder.resolve("cache.json"));
    catalog = new ModelCatalog(backend, cache, clock, Duration.ofHours(24));
    catalog.start();
    refreshes = new CatalogRefreshes(catalog, audit);
  }

  @AfterEach
  void stop() {
    database.close();
    backend.close();
    openCode.close();
  }

  @Test
  void anOpenCodeWithoutModelsIsInTheAuditWhenThatBeginsAndEndsNotWithEachTry() {
    openCode.models(List.of());
    refreshes.by(Actor.scheduler("opencode-reload"));
    lookForAnHour();
    openCode.models(catalog.snapshot().models());
    lookForAnHour();

    assertEquals(List.of("opencode-reload failed", "global-default-check done"), told().reversed());
    assertEquals(told(), written());
    assertEquals(
        catalog.snapshot().updatedAt(), audit.newest(1, OptionalLong.empty()).getFirst().at());
  }

  @Test
  void theEntrySaysWhatIsWrongAndAnotherReasonIsNews() {
    openCode.models(List.of());
    refreshes.by(Actor.scheduler("opencode-reload"));
    openCode.close();
    refreshes.by(Actor.scheduler("run"));
    refreshes.by(Actor.scheduler("run"));

    assertEquals(List.of("opencode-reload failed", "run failed"), told().reversed());
    assertEquals(
        Optional.of(true),
        told.getFirst().change().afterText().map(why -> why.contains("no models")));
    assertEquals(catalog.snapshot().lastError(), told.getLast().change().afterText());
  }

  @Test
  void whoAsksIsWrittenDownEachTime() {
    openCode.models(List.of());
    assertInstanceOf(Kept.class, refreshes.by(OPERATOR));
    assertInstanceOf(Kept.class, refreshes.by(OPERATOR));

    assertEquals(List.of("token failed", "token failed"), written());
  }

  @Test
  void theRecordOfAScheduledRefreshSaysWhyEachModelWent() {
    List<Model> all = catalog.snapshot().models();
    List<Model> rest =
        all.stream()
            .filter(model -> !model.ref().providerId().equals("basalt"))
            .filter(model -> !List.of(OLD, LOST).contains(model.ref()))
            .toList();
    openCode.models(rest).deprecated(List.of(catalog.snapshot().find(OLD).orElseThrow()));

    assertInstanceOf(Refreshed.class, refreshes.bySystem("system-model-catalog-refresh").get());

    var change = refreshes.changes(10).getFirst();
    assertEquals("system-model-catalog-refresh", change.actor());
    assertEquals("scheduler", change.surface());
    assertEquals(rest.size(), change.count());
    assertEquals(all.size() - rest.size(), change.removedCount());
    assertEquals(change.removedCount(), change.removals().size());
    for (RemovedModel removed : change.removals()) {
      String expected =
          removed.modelRef().startsWith("basalt/")
              ? "provider_disconnected"
              : removed.modelRef().equals(OLD.toString()) ? "deprecated" : "gone";
      assertEquals(expected, removed.reason(), removed.modelRef());
    }
    assertEquals(List.of(), change.added());
  }

  @Test
  void aRefreshThatChangesNothingIsNoChange() {
    refreshes.by(OPERATOR);
    assertEquals(List.of(), refreshes.changes(10));
    assertEquals(Optional.empty(), told.getFirst().change().afterText());
  }

  @Test
  void theChangesSinceAnEarlierOttoAreOnRecord() throws Exception {
    openCode.models(catalog.snapshot().models().stream().limit(3).toList());
    var later =
        new ModelCatalog(
            backend, new CatalogCache(folder.resolve("cache.json")), clock, Duration.ofHours(24));
    refreshes.started(later.start());
    assertEquals("start", refreshes.changes(10).getFirst().actor());
    assertEquals(642, refreshes.changes(10).getFirst().removedCount());
  }

  /** As the daemon does every minute. */
  private void lookForAnHour() {
    for (int minute = 0; minute < 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      catalog.checkGlobalDefault(() -> refreshes.by(Actor.scheduler("global-default-check")));
    }
  }

  private List<String> told() {
    return told.reversed().stream().map(CatalogRefreshesTest::line).toList();
  }

  private List<String> written() {
    return audit.newest(100, OptionalLong.empty()).stream()
        .map(CatalogRefreshesTest::line)
        .toList();
  }

  private static String line(AuditEntry entry) {
    return entry.change().actor().name() + " " + entry.outcome().key();
  }
}
