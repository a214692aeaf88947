package dev.otto.controlplane.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoHttp;
import dev.otto.controlplane.page.Pulse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one stream of events from Otto, reopened when it breaks, shared by all browsers. */
public final class EventRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final OttoHttp otto;
  private final RecentEvents recent = new RecentEvents();
  private final Thread reader = Thread.ofVirtual().name("otto-events").unstarted(this::read);
  private volatile Pulse pulse = Pulse.STARTING;
  private @Nullable String lastId;

  public EventRelay(OttoHttp otto) {
    this.otto = otto;
  }

  public void start() {
    reader.start();
  }

  /** Returns whether Otto answers. */
  public Pulse pulse() {
    return pulse;
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
