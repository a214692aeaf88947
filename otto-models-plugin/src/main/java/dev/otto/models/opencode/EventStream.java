package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads OpenCode's events for as long as it is open, through every restart of the server. */
final class EventStream implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);

  private final OpenCodeHttp http;
  private final BooleanSupplier ready;
  private final EventHandler handler;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable OpenCodeCall call;
  private boolean connectedBefore;
  private boolean toldDisconnected;
  private Duration pause = FIRST_PAUSE;

  /** Receives everything on the stream's thread, and must not wait. */
  interface EventHandler {
    /**
     * Called when events arrive from now on.
     *
     * @param again whether some may have been missed before
     */
    void connected(boolean again);

    /** Called once when events stop arriving, until connected again. */
    void disconnected();

    /** Called with the text of every event, before it is read. */
    void heard(String event);

    void happened(String type, JsonValue properties);
  }

  /**
   * Creates a stream that connects as soon as the server is ready.
   *
   * @param ready whether it is; one that starts accepts the connection and never answers on it
   */
  EventStream(OpenCodeHttp http, BooleanSupplier ready, EventHandler handler) {
    this.http = http;
    this.ready = ready;
    this.handler = handler;
    var thread = new Thread(this::run, "otto-opencode-events");
    thread.setDaemon(true);
    thread.start();
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

  private void listen() {
    if (!ready.getAsBoolean()) {
      return;
    }
    OpenCodeCall opening = http.eventsCall();
    call = opening;
    if (closed.getCount() == 0) {
      return; // Closed before there was a call to cancel.
    }
    try (OpenCodeEvents events = OpenCodeEvents.open(opening)) {
      for (var data = events.next(); data.isPresent(); data = events.next()) {
        read(data.get());
      }
    } catch (OpenCodeCallException e) {
      LOG.debug("Not listening to OpenCode: {}", e.getMessage());
    }
  }

  private void disconnected() {
    pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
    if (!toldDisconnected && closed.getCount() > 0) {
      toldDisconnected = true;
      tell(handler::disconnected);
    }
  }

  private void read(String data) {
    tell(() -> handler.heard(data));
    if (!matters(data)) {
      return;
    }
    JsonValue payload;
    try {
      payload = JsonValue.read(data.getBytes(UTF_8)).at("payload");
    } catch (IOException e) {
      LOG.debug("OpenCode sent an event that is not JSON");
      return;
    }
    String type = payload.at("type").text();
    if (type.equals("server.connected")) {
      connected();
    } else {
      tell(() -> handler.happened(type, payload.at("properties")));
    }
  }

  /** Reports whether an event is worth parsing; most are fragments of answers. */
  private static boolean matters(String data) {
    return data.contains("\"server.")
        || data.contains(".disposed\"")
        || data.contains(".asked\"")
        || data.contains("\"session.error\"")
        || data.contains("\"session.created\"")
        || data.contains("\"session.status\"")
        || data.contains("\"message.updated\"");
  }

  private void connected() {
    boolean again = connectedBefore || toldDisconnected;
    connectedBefore = true;
    toldDisconnected = false;
    pause = FIRST_PAUSE;
    tell(() -> handler.connected(again));
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("Could not act on an event of OpenCode", e);
    }
  }

  /** Ends the thread, also while it waits for an answer that never comes. */
  @Override
  public void close() {
    closed.countDown();
    OpenCodeCall open = call;
    if (open != null) {
      open.cancel();
    }
  }
}
