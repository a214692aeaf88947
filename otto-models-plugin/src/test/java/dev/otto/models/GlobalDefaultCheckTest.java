package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look at OpenCode every minute. */
class GlobalDefaultCheckTest {
  private final ListedModels backend = new ListedModels();
  private final SettableClock clock = new SettableClock();
  private ModelCatalog catalog;

  @BeforeEach
  void startCatalog(@TempDir Path folder) throws Exception {
    var cache = new CatalogCache(folder.resolve("cache.json"));
    catalog = new ModelCatalog(backend, cache, clock, Duration.ofHours(24));
    catalog.start();
  }

  @Test
  void aChangedGlobalDefaultRefreshes() throws Exception {
    catalog.checkGlobalDefault();
    assertEquals(1, backend.listings.get());

    backend.global = Optional.of("fake/b");
    catalog.checkGlobalDefault();

    assertEquals(Optional.of(ModelRef.of("fake/b")), catalog.snapshot().globalDefault());
  }

  @Test
  void aBackendThatComesBackIsRefreshedFrom() throws Exception {
    backend.down = true;
    try (var warnings = new Warnings(ModelCatalog.class)) {
      catalog.checkGlobalDefault();
      catalog.checkGlobalDefault();
      assertEquals(1, warnings.messages().size());
    }
    assertEquals(1, backend.listings.get());
    backend.offer("fake/a", "fake/new");
    backend.down = false;

    catalog.checkGlobalDefault();
    catalog.checkGlobalDefault();

    assertTrue(catalog.snapshot().contains(ModelRef.of("fake/new")));
    assertEquals(2, backend.listings.get());
  }

  @Test
  void whatIsWrongIsSaidWhenItBeginsAndChangesAndEndsNotWithEachTry() throws Exception {
    try (var log = Warnings.andNotices(ModelCatalog.class)) {
      backend.offer();
      catalog.refresh();
      checkForAnHour();
      backend.down = true;
      checkForAnHour();
      backend.down = false;
      checkForAnHour();
      backend.offer("fake/a", "fake/b");
      checkForAnHour();

      assertEquals(
          List.of(
              "model_catalog_refresh_failed",
              "opencode_lost",
              "model_catalog_refresh_failed",
              "model_catalog_recovered"),
          log.messages().stream().map(GlobalDefaultCheckTest::event).toList());
    }
  }

  private void checkForAnHour() {
    for (int minute = 0; minute < 60; minute++) {
      clock.advance(Duration.ofMinutes(1));
      catalog.checkGlobalDefault();
    }
  }

  private static String event(String message) {
    return message.replaceFirst(".*event=(\\w+).*", "$1");
  }
}
