package dev.otto.scheduler.models;

import dev.otto.scheduler.models.CatalogService.RefreshOutcome;
import java.util.Locale;
import java.util.Optional;

/**
 * The outcome of a refresh at one of the Ottos that share a database.
 *
 * @param models the number of models in its catalog now; empty if it never said so
 * @param message why it has not refreshed its catalog; empty if it has
 */
public record NodeRefresh(
    String node, State state, Optional<Integer> models, Optional<String> message) {

  /** The ways in which a refresh ends at a node. */
  public enum State {
    REFRESHED,
    /** Its OpenCode did not list its models; the previous catalog stays in use. */
    UNAVAILABLE,
    /** A reload would have aborted prompts. */
    BUSY,
    /** It did not answer in time, and may still refresh its catalog. */
    NO_ANSWER,
    /** It does not run, so it was not asked; it asks its OpenCode when it starts. */
    GONE;

    /** Returns the name used in the REST API and in the database. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static State ofKey(String key) {
      return valueOf(key.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Returns the outcome at a node.
   *
   * @param models the number of models in its catalog now
   */
  public static NodeRefresh of(String node, RefreshOutcome outcome, int models) {
    return switch (outcome) {
      case RefreshOutcome.CatalogRefreshed _ ->
          new NodeRefresh(node, State.REFRESHED, Optional.of(models), Optional.empty());
      case RefreshOutcome.Unavailable(_, String message) ->
          new NodeRefresh(node, State.UNAVAILABLE, Optional.of(models), Optional.of(message));
      case RefreshOutcome.Busy busy ->
          new NodeRefresh(node, State.BUSY, Optional.of(models), Optional.of(busy.message()));
    };
  }

  /** Reports whether the node was asked in vain. */
  public boolean failed() {
    return state != State.REFRESHED && state != State.GONE;
  }
}
