package dev.otto.controlplane.models;

import dev.otto.wire.Flow;
import dev.otto.wire.ModelSource;
import dev.otto.wire.ResolvedModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The flow defaults, to view and to change.
 *
 * @param changes the changes that saving would make; empty until a preview is requested
 * @param conflict what somebody else changed since the form was opened
 * @param problem a problem that belongs to no field in particular
 * @param offersAnyModel whether the form offers to accept a model that is not in the catalog
 */
public record DefaultsView(
    List<FlowRow> rows,
    List<DefaultChange> changes,
    List<DefaultChange> conflict,
    @Nullable String problem,
    boolean offersAnyModel) {

  /**
   * One flow and its default.
   *
   * @param current its default, null if it inherits
   * @param opened what the form is compared with when it is saved, "" for inherit
   * @param missing whether the catalog lacks its default
   * @param chips what the flow asks for beside its model
   */
  public record FlowRow(
      Flow flow,
      Picker picker,
      @Nullable String current,
      String opened,
      boolean missing,
      ResolvedModel resolved,
      List<String> chips) {

    /** Returns the reason for the model that a run would use. */
    public String why() {
      return switch (String.valueOf(resolved.source())) {
        case "flow_default" -> "as chosen here";
        case "global_default" -> ModelSource.GLOBAL_DEFAULT.label();
        default -> resolved.reason();
      };
    }
  }

  /** One default, before and after. */
  public record DefaultChange(Flow flow, @Nullable String before, @Nullable String after) {}

  /** Reports whether every field is valid. */
  public boolean valid() {
    return problem == null && rows.stream().allMatch(row -> row.picker().error() == null);
  }
}
