package dev.otto.models.opencode;

import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.opencode.PermissionRequest.RequestKind;
import java.util.function.Consumer;

/** Distributes the events of the one stream to those they concern. */
final class EventHub implements EventStream.EventHandler {
  private final Permissions permissions;
  private final Listeners<Consumer<OpenCodeEvent>> listeners = new Listeners<>("OpenCode");
  private final StepFollower steps;
  private final Runnable catchUp;
  private volatile boolean connected;

  /** OpenCode says that a stream is connected a moment before it puts the first event into it. */
  private boolean mayMiss;

  /**
   * @param catchUp called when events arrive again, of which some may have been missed, and once
   *     more when it is certain that none is missed any longer; must not wait
   */
  EventHub(Permissions permissions, StepFollower steps, Runnable catchUp) {
    this.permissions = permissions;
    this.steps = steps;
    this.catchUp = catchUp;
  }

  /** Notifies the listener until the result is closed; at once if the stream is connected. */
  Subscription add(Consumer<OpenCodeEvent> listener) {
    Subscription subscription = listeners.add(listener);
    if (connected) {
      listener.accept(new OpenCodeEvent.Connected(false));
    }
    return subscription;
  }

  @Override
  public void connected(boolean again) {
    connected = true;
    mayMiss = true;
    permissions.lookForMissed();
    catchUp.run();
    tell(new OpenCodeEvent.Connected(again));
  }

  @Override
  public void disconnected() {
    connected = false;
    tell(new OpenCodeEvent.Disconnected());
  }

  @Override
  public void heard(String event) {
    steps.heard(event);
  }

  @Override
  public void happened(String type, JsonValue properties) {
    switch (type) {
      case "permission.asked" -> permissions.asked(RequestKind.PERMISSION, properties);
      case "question.asked" -> permissions.asked(RequestKind.QUESTION, properties);
      case "session.created" -> steps.created(properties.at("info"));
      case "message.updated" -> steps.updated(properties.at("info"));
      case "session.status" -> steps.status(properties);
      case "server.heartbeat" -> beats();
      case "server.instance.disposed", "global.disposed" -> tell(new OpenCodeEvent.Disposed());
      case "session.error" ->
          tell(new OpenCodeEvent.SessionFailed(properties.at("sessionID").text()));
      default -> {}
    }
  }

  private void beats() {
    permissions.lookForMissed();
    if (mayMiss) {
      mayMiss = false;
      catchUp.run();
    }
  }

  private void tell(OpenCodeEvent event) {
    listeners.tell(listener -> listener.accept(event));
  }
}
