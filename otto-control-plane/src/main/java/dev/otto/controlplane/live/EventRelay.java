package dev.otto.controlplane.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoHttp;
import dev.otto.controlplane.page.Pulse;
import dev.otto.wire.SystemStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one stream of events from Otto, reopened when it breaks, shared by all browsers. */
public final class EventRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The age from which on the status is asked for anew. */
  private static final Duration STATUS_AGE = Duration.ofSeconds(5);

  private final OttoHttp otto;
  private final Supplier<Optional<SystemStatus>> status;
  private final RecentEvents recent = new RecentEvents();
  private final Thread reader = Thread.ofVirtual().name("otto-events").unstarted(this::read);
  private volatile Pulse pulse = Pulse.STARTING;
  private @Nullable String lastId;
  private long askedNanos;
  private boolean degraded;

  /**
   * @param status the status of Otto; empty where it does not answer
   */
  public EventRelay(OttoHttp otto, Supplier<Optional<SystemStatus>> status) {
    this.otto = otto;
    this.status = status;
  }

  public void start() {
    reader.start();
  }

  /** Returns whether Otto answers and is well. */
  public Pulse pulse() {
    return pulse == Pulse.UP && degraded() ? Pulse.DEGRADED : pulse;
  }

  /** Asks for the status at most once in a while, however many pages are shown. */
  private synchronized boolean degraded() {
    long now = System.nanoTime();
    if (askedNanos == 0 || now - askedNanos > STATUS_AGE.toNanos()) {
      degraded = status.get().filter(it -> it.status().equals("degraded")).isPresent();
      askedNanos = now;
    }
    return degraded;
  }

  RecentEvents recent() {
    return recent;
  }

  private void read() {
    try {
      while (!recent.isClosed()) {
        readOnce();
        changed(Pulse.DOWN);
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      LOG.debug("The reader of Otto's events ends");
    }
  }

  private void readOnce() throws InterruptedException {
    try (var in = otto.events(Optional.ofNullable(lastId));
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      changed(Pulse.UP);
      readEvents(lines);
    } catch (IOException e) {
      LOG.debug("Otto's events cannot be read: {}", e.getMessage());
    }
  }

  private void readEvents(BufferedReader lines) throws IOException {
    String kind = "message";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        lastId = line.substring(4);
      } else if (line.startsWith("event: ")) {
        kind = line.substring(7);
      } else if (line.startsWith("data: ")) {
        recent.add(kind, subject(line.substring(6)));
      }
    }
  }

  /** Returns only the ids; a page that needs more requests it. */
  private static String subject(String data) {
    try {
      JsonNode whole = JSON.readTree(data);
      ObjectNode subject = JSON.createObjectNode();
      for (String field : new String[] {"id", "jobId", "state"}) {
        if (whole.path(field).isTextual()) {
          subject.set(field, whole.get(field));
        }
      }
      return subject.toString();
    } catch (JsonProcessingException e) {
      return "{}";
    }
  }

  private void changed(Pulse now) {
    if (pulse != now) {
      pulse = now;
      recent.add("otto", "{\"pulse\":\"" + now.key() + "\"}");
    }
  }

  @Override
  public void close() {
    recent.close();
    reader.interrupt();
  }
}
