package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogCacheTest {
  private static final Instant UPDATED_AT = Instant.parse("2026-11-20T08:00:00.123Z");
  @TempDir Path folder;

  @Test
  void givesBackWhatWasWritten() {
    var snapshot = snapshot(Optional.of("fake/a"), "fake/a", "r/deep/er:free@1~x", "fake/ünï");
    cache().write(snapshot);

    var read = cache().read().orElseThrow();

    assertTrue(read.sameModels(snapshot));
    assertEquals(UPDATED_AT, read.updatedAt());
    assertEquals(7, read.version());
  }

  @Test
  void aGlobalDefaultMayBeUnset() {
    cache().write(snapshot(Optional.empty(), "fake/a"));
    assertEquals(Optional.empty(), cache().read().orElseThrow().globalDefault());
  }

  @Test
  void onlyItsOwnerReadsTheFileAndNothingElseIsLeft() throws Exception {
    cache().write(snapshot(Optional.empty(), "fake/a"));
    cache().write(snapshot(Optional.empty(), "fake/b"));

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void noFileIsNoWarning() {
    try (var warnings = new Warnings(CatalogCache.class)) {
      assertEquals(Optional.empty(), cache().read());
      assertEquals(List.of(), warnings.messages());
    }
  }

  @Test
  void aHalfWrittenFileIsIgnoredWhereverItEnds() throws Exception {
    cache().write(snapshot(Optional.of("fake/a"), "fake/a", "fake/b"));
    byte[] whole = Files.readAllBytes(file());

    try (var warnings = new Warnings(CatalogCache.class)) {
      for (int length = 0; length < whole.length; length++) {
        Files.write(file(), Arrays.copyOf(whole, length));
        assertEquals(Optional.empty(), cache().read(), length + " bytes");
      }
      assertEquals(whole.length, warnings.messages().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{}",
        "{\"updatedAt\":\"yesterday\",\"version\":1,\"models\":[\"a/b\"]}",
        "{\"updatedAt\":\"2026-11-20T08:00:00Z\",\"version\":0,\"models\":[\"a/b\"]}",
        "{\"updatedAt\":\"2026-11-20T08:00:00Z\",\"version\":1,\"models\":[]}",
        "{\"updatedAt\":\"2026-11-20T08:00:00Z\",\"version\":1,\"models\":[\"x\"]}",
        "{\"updatedAt\":\"2026-11-20T08:00:00Z\",\"version\":1,\"models\":[{\"a\":[\"a/b\"]}]}",
        "{\"updatedAt\":\"2026-11-20T08:00:00Z\",\"version\":1,\"models\":7}",
        "{\"updatedAt\":{\"a\":1},\"version\":[1],\"models\":{}}",
        "{\"updatedAt\":null}",
        "\u0000\u0001"
      })
  void aBrokenFileIsIgnoredWithAWarning(String content) throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), content);

    try (var warnings = new Warnings(CatalogCache.class)) {
      assertEquals(Optional.empty(), cache().read());
      assertEquals(1, warnings.messages().size());
      assertTrue(
          warnings.messages().get(0).contains("event=model_catalog_cache_ignored file="),
          warnings.messages().get(0));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenCostsAWarningOnly() throws Exception {
    Files.writeString(folder.resolve("data"), "a file where the folder should be");

    try (var warnings = new Warnings(CatalogCache.class)) {
      cache().write(snapshot(Optional.empty(), "fake/a"));
      assertEquals(1, warnings.messages().size());
    }
  }

  private CatalogCache cache() {
    return new CatalogCache(file());
  }

  private Path file() {
    return folder.resolve("data").resolve("model-catalog-cache.json");
  }

  private static CatalogSnapshot snapshot(Optional<String> global, String... refs) {
    List<Model> models = Stream.of(refs).map(ModelRef::of).map(Model::named).toList();
    var listing = new ModelBackend.Listing(models, global.map(ModelRef::of), 0);
    return CatalogSnapshot.of(listing, UPDATED_AT, 7);
  }
}
