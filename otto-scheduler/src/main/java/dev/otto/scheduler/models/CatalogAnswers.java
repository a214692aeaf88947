package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelCatalog;
import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.ETag;
import dev.otto.web.Json;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The response bodies of the whole catalog, with and without details, written once per snapshot
 * instead of once per request.
 */
final class CatalogAnswers {
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");
  private static final Header CACHE_CONTROL =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Answer.JSON_TYPE);
  private static final Header GZIP =
      HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

  private final ModelCatalog catalog;
  private final boolean details;
  private volatile @Nullable Written last;

  CatalogAnswers(ModelCatalog catalog, boolean details) {
    this.catalog = catalog;
    this.details = details;
  }

  Answer answer(Call call) {
    Written written = current();
    boolean known = call.header(HeaderNames.IF_NONE_MATCH).filter(written.tag::isIn).isPresent();
    if (known) {
      return response -> head(response, written).status(Status.NOT_MODIFIED_304).send();
    }
    boolean gzip =
        call.header(HeaderNames.ACCEPT_ENCODING).filter(CatalogAnswers::wantsGzip).isPresent();
    return response -> {
      head(response, written).header(JSON);
      if (gzip) {
        response.header(GZIP).send(written.gzipped);
      } else {
        response.send(written.plain);
      }
    };
  }

  private static ServerResponse head(ServerResponse response, Written written) {
    return response.header(written.tagHeader).header(VARY).header(CACHE_CONTROL);
  }

  private static boolean wantsGzip(String accepted) {
    return accepted.contains("gzip")
        && !accepted.replace(" ", "").matches(".*gzip;q=0(\\.0*)?(,.*)?");
  }

  /** Returns the current bodies; two threads may both write them, with the same result. */
  private Written current() {
    CatalogSnapshot snapshot = catalog.snapshot();
    boolean stale = catalog.stale();
    Written written = last;
    if (written == null || written.snapshot != snapshot || written.stale != stale) {
      written = Written.of(snapshot, stale, details);
      last = written;
    }
    return written;
  }

  private static final class Written {
    final CatalogSnapshot snapshot;
    final boolean stale;
    final byte[] plain;
    final byte[] gzipped;
    final ETag tag;
    final Header tagHeader;

    private Written(CatalogSnapshot snapshot, boolean stale, byte[] plain) {
      this.snapshot = snapshot;
      this.stale = stale;
      this.plain = plain;
      this.gzipped = gzip(plain);
      this.tag = ETag.of(plain);
      this.tagHeader = HeaderValues.createCached(HeaderNames.ETAG, tag.value());
    }

    static Written of(CatalogSnapshot snapshot, boolean stale, boolean details) {
      var page = ModelJson.catalog(snapshot, stale, snapshot.models(), details);
      return new Written(snapshot, stale, Json.bytes(page));
    }
  }

  private static byte[] gzip(byte[] plain) {
    var packed = new ByteArrayOutputStream(plain.length / 4);
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
