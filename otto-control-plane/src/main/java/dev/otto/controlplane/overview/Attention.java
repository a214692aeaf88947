package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.page.RunCount;
import dev.otto.wire.Stats;
import dev.otto.wire.SystemStatus;
import dev.otto.wire.SystemStatus.ServiceStatus;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A point that needs the operator's attention, with a link.
 *
 * @param runs a number of runs that belongs to the title; null if there is none
 * @param refreshes whether a refresh of the catalog may fix it
 */
public record Attention(
    Level level,
    String title,
    @Nullable RunCount runs,
    String text,
    List<AttentionLink> links,
    boolean refreshes) {
  private static final String NO_DEFAULT =
      "Set \"model\" in opencode.json and refresh the catalog. Until then, jobs without a model"
          + " of their own do not run.";

  /** The severity; the worst comes first. */
  public enum Level {
    BAD("bad", "Not working"),
    WARNING("warn", "Needs attention");

    private final String key;
    private final String word;

    Level(String key, String word) {
      this.key = key;
      this.word = word;
    }

    /** Returns the name for styles. */
    public String key() {
      return key;
    }

    /** Returns the name for people. */
    public String word() {
      return word;
    }
  }

  /** A link to the place to fix it. */
  public record AttentionLink(String text, String address) {}

  /** The sources of the points. */
  record Signs(SystemStatus status, Catalog catalog, List<ModelUse> usage, Stats stats) {}

  static List<Attention> of(Signs signs) {
    return Stream.of(
            services(signs.status()),
            globalDefault(signs.catalog()),
            freshness(signs.catalog()),
            MissingModels.of(signs.usage(), signs.catalog()),
            FailingJobs.of(signs.stats().failing()))
        .flatMap(found -> found)
        .sorted((one, other) -> one.level().compareTo(other.level()))
        .toList();
  }

  static Attention of(Level level, String title, String text, AttentionLink... links) {
    return new Attention(level, title, null, text, List.of(links), false);
  }

  private Attention mendedByRefresh() {
    return new Attention(level, title, runs, text, links, true);
  }

  /**
   * Returns the points about services. The catalog has points of its own below; here are only its
   * models that do not answer.
   */
  private static Stream<Attention> services(SystemStatus status) {
    return status.services().stream()
        .filter(service -> !service.id().equals("model_catalog") || !service.warnings().isEmpty())
        .filter(service -> service.status().equals("degraded") || sleeps(service))
        .flatMap(
            service -> service.warnings().isEmpty() ? Stream.of(whole(service)) : single(service));
  }

  private static Attention whole(ServiceStatus service) {
    return of(
        sleeps(service) ? Level.WARNING : Level.BAD,
        service.label() + (sleeps(service) ? " is off" : " is degraded"),
        service.message() + Fix.of(service).map(fix -> ". " + fix).orElse(""));
  }

  private static Stream<Attention> single(ServiceStatus service) {
    return service.warnings().stream()
        .map(
            warning ->
                of(
                    Level.BAD,
                    service.label() + ": " + warning.code().replace('_', ' '),
                    warning.message()));
  }

  private static boolean sleeps(ServiceStatus service) {
    return service.id().equals("scheduler") && service.status().equals("disabled");
  }

  private static Stream<Attention> globalDefault(Catalog catalog) {
    if (catalog.globalDefault().isEmpty()) {
      return Stream.of(
          of(Level.BAD, "OpenCode has no global default", NO_DEFAULT).mendedByRefresh());
    }
    String ref = catalog.globalDefault().get();
    return catalog.contains(ref)
        ? Stream.empty()
        : Stream.of(
            of(
                    Level.BAD,
                    "OpenCode's global default is not in the catalog",
                    ref
                        + " is Otto's fallback, but no provider offers it. Set \"model\" in"
                        + " opencode.json to another model and refresh the catalog.")
                .mendedByRefresh());
  }

  private static Stream<Attention> freshness(Catalog catalog) {
    if (catalog.lastError().isPresent()) {
      return Stream.of(
          of(
                  Level.WARNING,
                  "The last refresh of the catalog failed",
                  catalog.lastError().get() + ". The previous catalog stays in use.")
              .mendedByRefresh());
    }
    return catalog.stale()
        ? Stream.of(
            of(Level.WARNING, "The catalog is old", "Models may have been added or removed since.")
                .mendedByRefresh())
        : Stream.empty();
  }
}
