package dev.otto.scheduler.models;

import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.Removal;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.web.Json;
import dev.otto.wire.CatalogChanges.CatalogChange;
import dev.otto.wire.RemovedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one refresh as the audit keeps them.
 *
 * @param models the number since then
 * @param added the first of the new ones; {@code addedCount} counts all
 * @param removed the first of those that are gone, each with its reason; {@code removedCount}
 *     counts all
 */
record CatalogDifference(
    int models, int addedCount, int removedCount, List<String> added, Map<String, String> removed) {
  private static final int MAX_NAMED = 1_000;

  static CatalogDifference of(RefreshResult.Refreshed refreshed) {
    var removed = new LinkedHashMap<String, String>();
    refreshed.removals().stream()
        .limit(MAX_NAMED)
        .forEach(it -> removed.put(it.modelRef().toString(), it.reason().key()));
    return new CatalogDifference(
        refreshed.snapshot().size(),
        refreshed.added().size(),
        refreshed.removals().size(),
        refreshed.added().stream().limit(MAX_NAMED).map(ModelRef::toString).toList(),
        removed);
  }

  /** Returns the text for the audit. */
  String text() {
    return Json.text(this);
  }

  /** Reads an entry of the audit. */
  static CatalogChange change(AuditEntry entry) {
    String after = entry.change().afterText().orElseThrow();
    try {
      return Json.read(after.getBytes(StandardCharsets.UTF_8), CatalogDifference.class).by(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CatalogChange by(AuditEntry entry) {
    return new CatalogChange(
        entry.at().toEpochMilli(),
        entry.change().actor().name(),
        entry.change().actor().surface().key(),
        models,
        addedCount,
        removedCount,
        added,
        removed.entrySet().stream()
            .map(it -> removed(it.getKey(), reason(it.getValue())))
            .toList());
  }

  private static Removal.Reason reason(String key) {
    return Arrays.stream(Removal.Reason.values())
        .filter(reason -> reason.key().equals(key))
        .findFirst()
        .orElse(Removal.Reason.UNKNOWN);
  }

  /** Returns a removal in the words of the contract. */
  static RemovedModel removed(Removal removal) {
    return removed(removal.modelRef().toString(), removal.reason());
  }

  private static RemovedModel removed(String ref, Removal.Reason reason) {
    return new RemovedModel(ref, reason.key(), reason.words());
  }
}
