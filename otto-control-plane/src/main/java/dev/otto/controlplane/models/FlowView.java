package dev.otto.controlplane.models;

import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.page.Fields;
import dev.otto.wire.Flow;
import java.util.List;

/**
 * The form of all that a flow asks for.
 *
 * @param opened what the form begins with, as it carries it
 * @param offers what can be chosen beside the model
 * @param inherited the model of a flow that names none, in words
 * @param offersAnyModel whether the form offers to accept a model that is not in the catalog
 * @param meanwhile what somebody else has set since the form was opened; empty if nobody has
 */
public record FlowView(
    Flow flow,
    String opened,
    Fields fields,
    ChoiceOffers offers,
    String inherited,
    boolean offersAnyModel,
    List<String> meanwhile) {

  /** Reports whether the flow has runs, whose next model can be asked; a conversation has not. */
  public boolean asksNext() {
    return flow != Flow.INTERACTIVE_ASSISTANT;
  }
}
