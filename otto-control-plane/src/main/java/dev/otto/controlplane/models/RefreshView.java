package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Result;
import dev.otto.wire.Flow;
import dev.otto.wire.RefreshAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a refresh ended.
 *
 * @param done what it brought; null where it failed
 * @param failure why it failed; the catalog stays as it was
 */
public record RefreshView(@Nullable RefreshAnswer done, @Nullable String failure) {
  private static final int LISTED = 60;

  static RefreshView of(Result<RefreshAnswer> result) {
    return switch (result) {
      case Result.Ok<RefreshAnswer>(var refreshed, _) -> new RefreshView(refreshed, null);
      case Result.Failure<RefreshAnswer> failure -> new RefreshView(null, failure.message());
    };
  }

  /** As many of them as are named. */
  public static List<String> named(List<String> refs) {
    return refs.subList(0, Math.min(LISTED, refs.size()));
  }

  /** How many more there are. */
  public static int unnamed(List<String> refs) {
    return Math.max(0, refs.size() - LISTED);
  }

  /** What people call it. */
  public static String nameOf(RefreshAnswer.AffectedItem affected) {
    return affected.kind().equals("flow")
        ? Flow.of(affected.id()).map(Flow::label).orElse(affected.id())
        : affected.id();
  }
}
