package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Result;
import dev.otto.wire.Flow;
import dev.otto.wire.RefreshAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a refresh.
 *
 * @param done the changes; null if it failed
 * @param failure the reason of a failure; the catalog is unchanged then
 */
public record RefreshView(@Nullable RefreshAnswer done, @Nullable String failure) {
  private static final int LISTED = 60;

  static RefreshView of(Result<RefreshAnswer> result) {
    return switch (result) {
      case Result.Ok<RefreshAnswer>(var refreshed, _) -> new RefreshView(refreshed, null);
      case Result.Failure<RefreshAnswer> failure -> new RefreshView(null, failure.message());
    };
  }

  /** Returns the models that are listed. */
  public static <T> List<T> named(List<T> models) {
    return models.subList(0, Math.min(LISTED, models.size()));
  }

  /** Returns the number of models that are not listed. */
  public static int unnamed(List<?> models) {
    return Math.max(0, models.size() - LISTED);
  }

  /** Returns the models that are gone and still named, each once. */
  public static List<String> lost(RefreshAnswer done) {
    return done.affected().stream().map(RefreshAnswer.AffectedItem::modelRef).distinct().toList();
  }

  /** Returns what became of the refresh at a node, in words. */
  public static String state(RefreshAnswer.NodeRefreshItem node) {
    return node.state().replace('_', ' ');
  }

  /** Returns the style of a node's badge. */
  public static String badge(RefreshAnswer.NodeRefreshItem node) {
    return switch (node.state()) {
      case "refreshed" -> "ok";
      case "gone" -> "";
      default -> "bad";
    };
  }

  /** Returns the name for people. */
  public static String nameOf(RefreshAnswer.AffectedItem affected) {
    return affected.kind().equals("flow")
        ? Flow.of(affected.id()).map(Flow::label).orElse(affected.id())
        : affected.id();
  }
}
