package dev.otto.controlplane.models;

import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.page.Fields;
import dev.otto.wire.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form of all that a flow asks for.
 *
 * @param tag the tag of the state that saving replaces
 * @param offers what can be chosen beside the model
 * @param inherited the model of a flow that names none, in words
 * @param offersAnyModel whether the form offers to accept a model that is not in the catalog
 * @param meanwhile what somebody else has set since the form was opened; null if nobody has
 */
public record FlowView(
    Flow flow,
    String tag,
    Fields fields,
    ChoiceOffers offers,
    String inherited,
    boolean offersAnyModel,
    @Nullable List<String> meanwhile) {

  /** Reports whether the flow has runs, whose next model can be asked; a conversation has not. */
  public boolean asksNext() {
    return flow != Flow.INTERACTIVE_ASSISTANT;
  }
}
