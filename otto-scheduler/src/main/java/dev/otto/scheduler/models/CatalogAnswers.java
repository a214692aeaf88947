package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelCatalog;
import dev.otto.web.Call;
import dev.otto.web.ETag;
import dev.otto.web.Json;
import dev.otto.web.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The response bodies of the whole catalog, with and without details, written once per snapshot
 * instead of once per request.
 */
final class CatalogAnswers {
  private final ModelCatalog catalog;
  private final boolean details;
  private volatile @Nullable SerializedCatalog last;

  private record SerializedCatalog(
      CatalogSnapshot snapshot, boolean stale, ETag tag, Reply whole, Reply unchanged) {

    static SerializedCatalog of(CatalogSnapshot snapshot, boolean stale, boolean details) {
      byte[] json = Json.bytes(ModelJson.catalog(snapshot, stale, snapshot.models(), details));
      ETag tag = ETag.of(json);
      return new SerializedCatalog(
          snapshot, stale, tag, named(Reply.json(json), tag), named(Reply.empty(304), tag));
    }

    private static Reply named(Reply reply, ETag tag) {
      return reply.with(tag).compressible().with("Cache-Control", "no-cache");
    }
  }

  CatalogAnswers(ModelCatalog catalog, boolean details) {
    this.catalog = catalog;
    this.details = details;
  }

  Reply answer(Call call) {
    SerializedCatalog written = current();
    return call.has(written.tag) ? written.unchanged : written.whole;
  }

  /** Returns the current bodies; two threads may both write them, with the same result. */
  private SerializedCatalog current() {
    CatalogSnapshot snapshot = catalog.snapshot();
    boolean stale = catalog.stale();
    SerializedCatalog written = last;
    if (written == null || written.snapshot != snapshot || written.stale != stale) {
      written = SerializedCatalog.of(snapshot, stale, details);
      last = written;
    }
    return written;
  }
}
