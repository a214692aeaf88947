package dev.otto.controlplane.models;

import dev.otto.wire.Flow;
import dev.otto.wire.ResolvedModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of the flows, to be looked at and to be changed.
 *
 * @param tag names the state that the form starts from
 * @param changes what saving would change; empty as long as nothing is asked for
 * @param conflict what somebody else changed since the form was opened
 * @param problem what is wrong with none of the fields in particular
 * @param offersAnyModel whether the form offers to take a model that the catalog lacks
 */
public record DefaultsView(
    List<Row> rows,
    String tag,
    List<Change> changes,
    List<Change> conflict,
    @Nullable String problem,
    boolean offersAnyModel) {

  /**
   * One flow.
   *
   * @param current its default, null where it inherits
   * @param missing whether the catalog lacks its default
   */
  public record Row(
      Flow flow, Picker picker, @Nullable String current, boolean missing, ResolvedModel resolved) {

    /** Why a run would use what it would use. */
    public String why() {
      return switch (String.valueOf(resolved.source())) {
        case "flow_default" -> "as chosen here";
        case "global_default" -> "inherited from OpenCode";
        default -> resolved.reason();
      };
    }
  }

  /** One default, before and after. */
  public record Change(Flow flow, @Nullable String before, @Nullable String after) {}

  /** Whether there is nothing wrong with any of the fields. */
  public boolean valid() {
    return problem == null && rows.stream().allMatch(row -> row.picker().error() == null);
  }
}
