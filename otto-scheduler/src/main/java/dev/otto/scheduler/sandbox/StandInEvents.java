package dev.otto.scheduler.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server-sent events for every listener. */
final class StandInEvents {
  private static final long HEARTBEAT_SECONDS = 10;
  private static final String NOTHING = "{}";
  private static final String END = "";

  private final Queue<BlockingQueue<String>> listeners = new ConcurrentLinkedQueue<>();

  /** Publishes an event; the properties are JSON. */
  void publish(String type, String properties) {
    String event = event(type, properties);
    listeners.forEach(listener -> listener.add(event));
  }

  /** Streams events until the listener disconnects or the server stops. */
  void stream(Exchange exchange) throws IOException {
    var mine = new LinkedBlockingQueue<String>();
    mine.add(event("server.connected", NOTHING));
    listeners.add(mine);
    try (var out = exchange.stream("text/event-stream")) {
      for (String event = next(mine); !END.equals(event); event = next(mine)) {
        out.write((event == null ? event("server.heartbeat", NOTHING) : event).getBytes(UTF_8));
        out.flush();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.remove(mine);
    }
  }

  private static @Nullable String next(BlockingQueue<String> queue) throws InterruptedException {
    return queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends every stream. */
  void drop() {
    listeners.forEach(listener -> listener.add(END));
  }

  int listeners() {
    return listeners.size();
  }

  private static String event(String type, String properties) {
    return "data: {\"payload\":{\"type\":\"%s\",\"properties\":%s}}\n\n"
        .formatted(type, properties);
  }
}
