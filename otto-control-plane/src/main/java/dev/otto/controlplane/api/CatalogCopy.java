package dev.otto.controlplane.api;

import dev.otto.wire.CatalogAnswer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last catalog read; each use asks Otto whether it is still current. */
final class CatalogCopy {
  private static final Request WHOLE = new Request("GET", "/external/models/catalog?details=true");

  private final OttoHttp http;
  private volatile @Nullable Copy last;

  private record Copy(String tag, Catalog catalog) {}

  CatalogCopy(OttoHttp http) {
    this.http = http;
  }

  Result<Catalog> current() {
    Copy known = last;
    if (known == null) {
      return keep(http.send(WHOLE, CatalogAnswer.class).map(Catalog::new));
    }
    Result<CatalogAnswer> answer = http.send(WHOLE.ifNoneMatch(known.tag()), CatalogAnswer.class);
    boolean same =
        answer instanceof Result.Refused<CatalogAnswer> refused && refused.status() == 304;
    return same
        ? new Result.Ok<>(known.catalog(), Optional.of(known.tag()))
        : keep(answer.map(Catalog::new));
  }

  private Result<Catalog> keep(Result<Catalog> fresh) {
    if (fresh instanceof Result.Ok<Catalog>(var catalog, var tag) && tag.isPresent()) {
      last = new Copy(tag.get(), catalog);
    }
    return fresh;
  }
}
