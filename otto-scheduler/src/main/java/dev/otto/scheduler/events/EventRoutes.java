package dev.otto.scheduler.events;

import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.Route;
import dev.otto.scheduler.http.RouteGroup;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The route of the live events, as server-sent events. */
public final class EventRoutes extends RouteGroup {
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventLog events;

  public EventRoutes(EventLog events) {
    this.events = events;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/external/events", this::stream));
  }

  private Answer stream(Call call) {
    boolean once = call.flag("once");
    long place =
        call.header(LAST_EVENT_ID)
            .map(events::placeOf)
            .orElseGet(() -> once ? EventLog.BEGINNING : events.now());
    return response -> stream(response, place, once);
  }

  private void stream(ServerResponse response, long from, boolean once) {
    response
        .header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .header(HeaderNames.CACHE_CONTROL, "no-store");
    try (OutputStream out = response.outputStream()) {
      write(out, ": connected\n\n");
      long place = from;
      if (once) {
        send(out, events.after(place, Duration.ZERO), place);
        return;
      }
      while (!events.isClosed()) {
        place = send(out, events.after(place, HEARTBEAT), place);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("The reader of the events is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("The server stops", e);
    }
  }

  private long send(OutputStream out, List<EventLog.Event> batch, long place) throws IOException {
    if (batch.isEmpty()) {
      write(out, ": still here\n\n");
      return place;
    }
    var text = new StringBuilder();
    for (EventLog.Event event : batch) {
      text.append("id: ").append(events.id(event)).append('\n');
      text.append("event: ").append(event.kind().key()).append('\n');
      text.append("data: ").append(event.data()).append("\n\n");
    }
    write(out, text.toString());
    return batch.getLast().number();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
