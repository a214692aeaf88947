package dev.otto.models.opencode;

import dev.otto.models.opencode.PermissionRequest.RequestKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Distributes the events of the one stream to those they concern. */
final class EventHub implements EventStream.EventHandler {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  private final Permissions permissions;
  private final List<Consumer<OpenCodeEvent>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean connected;

  EventHub(Permissions permissions) {
    this.permissions = permissions;
  }

  /** Notifies the listener until the result is closed; at once if the stream is connected. */
  OpenCodeClient.Listening add(Consumer<OpenCodeEvent> listener) {
    listeners.add(listener);
    if (connected) {
      listener.accept(new OpenCodeEvent.Connected(false));
    }
    return () -> listeners.remove(listener);
  }

  @Override
  public void connected(boolean again) {
    connected = true;
    permissions.lookForMissed();
    tell(new OpenCodeEvent.Connected(again));
  }

  @Override
  public void disconnected() {
    connected = false;
    tell(new OpenCodeEvent.Disconnected());
  }

  @Override
  public void happened(String type, JsonValue properties) {
    switch (type) {
      case "permission.asked" -> permissions.asked(RequestKind.PERMISSION, properties);
      case "question.asked" -> permissions.asked(RequestKind.QUESTION, properties);
      case "server.heartbeat" -> permissions.lookForMissed();
      case "server.instance.disposed", "global.disposed" -> tell(new OpenCodeEvent.Disposed());
      case "session.error" ->
          tell(new OpenCodeEvent.SessionFailed(properties.at("sessionID").text()));
      default -> {}
    }
  }

  private void tell(OpenCodeEvent event) {
    for (Consumer<OpenCodeEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.error("Could not act on {}", event, e);
      }
    }
  }
}
