package dev.otto.models;

import dev.otto.models.event.Subscription;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps the flow defaults: what it returns is in force for the next resolution, and a change is
 * durable when the call returns. A port, since several machines will share them in a database.
 */
public interface FlowDefaultsStore {

  /** Returns the flows that may have a default here. */
  default Flows flows() {
    return Flows.OTTOS;
  }

  /** Returns the values in force. */
  FlowDefaults current();

  /**
   * Applies the change to the values as they are now, so that two changes at once are both kept. If
   * the operator throws, nothing changes and the exception is passed on.
   */
  FlowDefaultsChange change(UnaryOperator<FlowDefaults> change);

  /** Sets the default of one flow; an empty reference makes it inherit. */
  default FlowDefaultsChange set(Flow flow, Optional<ModelRef> ref) {
    return change(defaults -> defaults.with(flow, ref));
  }

  /**
   * Notifies the listener of every change until the returned subscription is closed. The listener
   * may change the values; such changes are delivered afterwards.
   */
  Subscription onChange(FlowDefaultsListener listener);

  /** Returns why what is stored is not in force, in a sentence; empty if it is. */
  Optional<String> problem();

  /** Returns who makes the changes that this process does not. */
  default FlowDefaultsListener.Origin others() {
    return FlowDefaultsListener.Origin.FILE;
  }

  /** Returns the place where the values are kept, as an operator knows it: the path of a file. */
  String location();
}
