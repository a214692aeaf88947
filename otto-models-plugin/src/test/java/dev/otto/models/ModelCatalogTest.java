package dev.otto.models;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.CatalogSnapshot.CatalogSource;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogTest {
  private final ListedModels backend = new ListedModels();
  private final SettableClock clock = new SettableClock();
  @TempDir Path folder;
  private ModelCatalog catalog;

  @BeforeEach
  void makeCatalog() {
    catalog = newCatalog();
  }

  private ModelCatalog newCatalog() {
    var cache = new CatalogCache(folder.resolve("cache.json"));
    return new ModelCatalog(backend, cache, clock, Duration.ofHours(24));
  }

  @Test
  void theFirstListIsInForceAfterStart() throws Exception {
    var result = catalog.start();

    var snapshot = catalog.snapshot();
    assertSame(result.snapshot(), snapshot);
    assertEquals(refs("fake/a", "fake/b"), snapshot.models().stream().map(Model::ref).toList());
    assertEquals(CatalogSource.NETWORK, snapshot.source());
    assertEquals(clock.instant(), snapshot.updatedAt());
    assertEquals(1, snapshot.version());
    assertEquals(List.of(), result.added());
  }

  @Test
  void startFailsWhileTheBackendIsDownAndMayBeTriedAgain() throws Exception {
    backend.down = true;
    var failure = assertThrows(UnavailableException.class, catalog::start);
    assertTrue(failure.getMessage().contains("cannot be reached"), failure.getMessage());
    assertThrows(IllegalStateException.class, catalog::snapshot);

    backend.down = false;
    catalog.start();
    assertEquals(2, catalog.snapshot().size());
  }

  @Test
  void anEmptyListIsAFailureWithARemedy() {
    backend.offer();
    var failure = assertThrows(UnavailableException.class, catalog::start);
    assertTrue(failure.getMessage().contains("opencode auth login"), failure.getMessage());
  }

  @Test
  void refreshTellsWhatCameAndWent() throws Exception {
    catalog.start();
    backend.offer("fake/b", "fake/c");
    clock.advance(Duration.ofHours(1));

    var result = assertInstanceOf(Refreshed.class, catalog.refresh());

    assertEquals(refs("fake/c"), result.added());
    assertEquals(refs("fake/a"), result.removed());
    assertEquals(clock.instant(), catalog.snapshot().updatedAt());
  }

  @Test
  void refreshTellsWhyModelsWent() throws Exception {
    catalog.start();
    assertEquals(List.of(), catalog.lastRemovals());
    backend.offer("fake/b");

    var result = assertInstanceOf(Refreshed.class, catalog.refresh());

    var removal = new Removal(ModelRef.of("fake/a"), Removal.Reason.DEPRECATED);
    assertEquals(List.of(removal), result.removals());
    catalog.refresh();
    assertEquals(List.of(removal), catalog.lastRemovals());
  }

  @Test
  void theNewListCountsAlsoWhereNobodyCanSayWhyModelsWent() throws Exception {
    catalog.start();
    backend.offer("fake/b");
    backend.explains = false;

    var result = assertInstanceOf(Refreshed.class, catalog.refresh());

    assertEquals(Removal.Reason.UNKNOWN, result.removals().get(0).reason());
    assertEquals(1, catalog.snapshot().size());
    assertEquals(Optional.empty(), catalog.snapshot().lastError());
  }

  @Test
  void theVersionGrowsWithReferencesAndGlobalDefaultOnly() throws Exception {
    catalog.start();
    catalog.refresh();
    assertEquals(1, catalog.snapshot().version());

    backend.offer("fake/a", "fake/b", "fake/c");
    catalog.refresh();
    assertEquals(2, catalog.snapshot().version());

    backend.global = Optional.empty();
    catalog.refresh();
    assertEquals(3, catalog.snapshot().version());

    backend.down = true;
    catalog.refresh();
    assertEquals(3, catalog.snapshot().version());
  }

  @Test
  void keepsTheLastCatalogWhenRefreshFailsAndWarnsOnce() throws Exception {
    catalog.start();
    Instant updatedAt = clock.instant();
    clock.advance(Duration.ofHours(2));
    backend.down = true;

    try (var warnings = new Warnings(ModelCatalog.class)) {
      var result = assertInstanceOf(Kept.class, catalog.refresh());
      catalog.refresh();

      assertEquals("OpenCode at fake cannot be reached", result.error());
      assertEquals(1, warnings.messages().size());
      String warning = warnings.messages().get(0);
      assertTrue(
          warning.contains(
              "event=model_catalog_refresh_failed url=fake models=2 updatedAt=" + updatedAt),
          warning);
      assertTrue(warning.contains("stays in use: OpenCode at fake cannot be reached"), warning);
    }
    var kept = catalog.snapshot();
    assertEquals(2, kept.size());
    assertEquals(CatalogSource.CACHE, kept.source());
    assertEquals(updatedAt, kept.updatedAt());
    assertEquals(Duration.ofHours(2), catalog.age());
    assertTrue(catalog.stale());
  }

  @Test
  void anEmptyRefreshKeepsTheLastCatalogToo() throws Exception {
    catalog.start();
    backend.offer();

    assertInstanceOf(Kept.class, catalog.refresh());
    assertEquals(2, catalog.snapshot().size());
  }

  @Test
  void aFaultOfTheBackendCountsAsFailure() throws Exception {
    catalog.start();
    backend.meanwhile =
        () -> {
          throw new IllegalStateException("secret");
        };

    var kept = assertInstanceOf(Kept.class, catalog.refresh());
    assertFalse(kept.error().contains("secret"), kept.error());
  }

  @Test
  void aSuccessEndsTheFailure() throws Exception {
    catalog.start();
    backend.down = true;
    catalog.refresh();
    backend.down = false;
    catalog.refresh();

    assertEquals(CatalogSource.NETWORK, catalog.snapshot().source());
    assertFalse(catalog.stale());
  }

  @Test
  void isStaleAnHourAfterARefreshWasDue() throws Exception {
    catalog.start();
    clock.advance(Duration.ofHours(25));
    assertFalse(catalog.stale());
    clock.advance(Duration.ofMillis(1));
    assertTrue(catalog.stale());
  }

  @Test
  void refreshesAtTheSameTimeShareOneCall() throws Exception {
    catalog.start();
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    backend.meanwhile =
        () -> {
          asked.countDown();
          waitFor(answer);
        };
    var first = CompletableFuture.supplyAsync(catalog::refresh);
    waitFor(asked);
    var threads = IntStream.range(0, 5).mapToObj(i -> new Thread(catalog::refresh)).toList();
    threads.forEach(Thread::start);
    await().until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
    answer.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertInstanceOf(Refreshed.class, first.get());
    assertEquals(2, backend.listings.get());
    catalog.refresh();
    assertEquals(3, backend.listings.get());
  }

  @Test
  void theDifferenceSpansProcesses() throws Exception {
    catalog.start();
    backend.offer("fake/b", "fake/new");

    var result = newCatalog().start();

    assertEquals(refs("fake/new"), result.added());
    assertEquals(refs("fake/a"), result.removed());
    assertEquals(2, result.snapshot().version());
  }

  @Test
  void theSameModelsKeepTheirVersionAcrossProcesses() throws Exception {
    catalog.start();
    backend.offer("fake/a");
    catalog.refresh();

    assertEquals(2, newCatalog().start().snapshot().version());
  }

  @Test
  void listenersHearEveryResultAndDisturbNobody() throws Exception {
    var heard = new ArrayList<RefreshResult>();
    catalog.onChange(
        result -> {
          throw new IllegalStateException("a listener's own fault");
        });
    var subscription = catalog.onChange(heard::add);
    var started = catalog.start();
    backend.down = true;
    var kept = catalog.refresh();
    subscription.close();
    catalog.refresh();

    assertEquals(List.of(started, kept), heard);
  }

  @Test
  void aListenerMayRefreshItself() throws Exception {
    catalog.start();
    catalog.onChange(
        result -> {
          if (backend.listings.get() < 3) {
            catalog.refresh();
          }
        });

    catalog.refresh();

    assertEquals(3, backend.listings.get());
  }

  private static List<ModelRef> refs(String... refs) {
    return Stream.of(refs).map(ModelRef::of).toList();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void goesOnWithoutAListAndComparesTheFirstOneWithThatOfAnEarlierProcess() throws Exception {
    backend.offer("fake/a", "fake/gone");
    newCatalog().start();
    backend.down = true;
    catalog.startWithout(assertThrows(UnavailableException.class, catalog::start));
    assertTrue(catalog.snapshot().isMissing());
    assertTrue(catalog.stale());
    assertEquals(
        "there is no model catalog yet: OpenCode at fake cannot be reached",
        catalog.snapshot().whyMissing());

    try (var log = new Warnings(ModelCatalog.class)) {
      catalog.refresh();
      catalog.checkGlobalDefault();
      assertEquals(List.of(), log.messages(), "it was said at the start");
    }

    backend.down = false;
    backend.offer("fake/a", "fake/b");
    var first = (Refreshed) catalog.refresh();
    assertEquals("[fake/b]", first.added().toString());
    assertEquals("[fake/gone]", first.removed().toString());
    assertFalse(catalog.snapshot().isMissing());
  }
}
