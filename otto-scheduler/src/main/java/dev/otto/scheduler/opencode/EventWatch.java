package dev.otto.scheduler.opencode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.opencode.OpenCodeCallException;
import dev.otto.models.opencode.OpenCodeEvents;
import dev.otto.models.opencode.OpenCodeHttp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to OpenCode's events for as long as it is open, through every restart of the server. */
public final class EventWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final OpenCodeHttp http;
  private final BooleanSupplier ready;
  private final Consumer<OpenCodeEvent> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable OpenCodeEvents stream;
  private boolean connectedBefore;
  private boolean toldDisconnected;
  private Duration pause = FIRST_PAUSE;

  private EventWatch(OpenCodeHttp http, BooleanSupplier ready, Consumer<OpenCodeEvent> listener) {
    this.http = http;
    this.ready = ready;
    this.listener = listener;
  }

  static EventWatch start(
      OpenCodeHttp http, BooleanSupplier ready, Consumer<OpenCodeEvent> listener) {
    var watch = new EventWatch(http, ready, listener);
    Thread.ofVirtual().name("otto-opencode-events").start(watch::run);
    return watch;
  }

  private void run() {
    try {
      do {
        listen();
        disconnected();
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A server that starts accepts the connection and never answers on it, so it is asked first
   * whether it is ready.
   */
  private void listen() {
    if (!ready.getAsBoolean()) {
      return;
    }
    try (OpenCodeEvents events = http.events()) {
      stream = events;
      for (var data = next(events); data.isPresent(); data = next(events)) {
        read(data.get()).ifPresent(this::tell);
      }
    } catch (OpenCodeCallException e) {
      LOG.debug("Not listening to OpenCode: {}", e.getMessage());
    }
  }

  /** Empty also when this was closed before there was a stream to close. */
  private Optional<String> next(OpenCodeEvents events) throws OpenCodeCallException {
    return closed.getCount() == 0 ? Optional.empty() : events.next();
  }

  private void disconnected() {
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    if (!toldDisconnected && closed.getCount() > 0) {
      toldDisconnected = true;
      tell(new OpenCodeEvent.Disconnected());
    }
  }

  private void tell(OpenCodeEvent event) {
    if (event instanceof OpenCodeEvent.Connected) {
      connectedBefore = true;
      toldDisconnected = false;
      pause = FIRST_PAUSE;
    }
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("Could not act on {}", event, e);
    }
  }

  private Optional<OpenCodeEvent> read(String data) {
    if (!matters(data)) {
      return Optional.empty();
    }
    try {
      JsonNode payload = JSON.readTree(data).path("payload");
      return Optional.ofNullable(
          switch (payload.path("type").asText("")) {
            case "server.connected" ->
                new OpenCodeEvent.Connected(connectedBefore || toldDisconnected);
            case "server.instance.disposed", "global.disposed" -> new OpenCodeEvent.Disposed();
            case "session.error" ->
                new OpenCodeEvent.SessionFailed(payload.at("/properties/sessionID").asText(""));
            default -> null;
          });
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Most events are pieces of answers: not worth parsing. */
  private static boolean matters(String data) {
    return data.contains("server.connected")
        || data.contains(".disposed")
        || data.contains("session.error");
  }

  @Override
  public void close() {
    closed.countDown();
    OpenCodeEvents open = stream;
    if (open != null) {
      open.close();
    }
  }
}
