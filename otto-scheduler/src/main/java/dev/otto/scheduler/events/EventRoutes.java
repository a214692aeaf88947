package dev.otto.scheduler.events;

import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The route of the live events, as server-sent events. A stream ends where events may be missing;
 * whoever goes on then with the last id is given all that is retained, as after a restart.
 */
public final class EventRoutes implements RouteGroup {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventLog events;

  public EventRoutes(EventLog events) {
    this.events = events;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/external/events", this::stream));
  }

  private Reply stream(Call call) {
    boolean once = call.flag("once");
    String epoch = events.epoch();
    long place =
        call.header("Last-Event-ID")
            .map(events::placeOf)
            .orElseGet(() -> once ? EventLog.BEGINNING : events.now());
    return Reply.events(out -> write(out, epoch, place, once));
  }

  private void write(OutputStream out, String epoch, long from, boolean once)
      throws IOException, InterruptedException {
    write(out, ": connected\n\n");
    long place = from;
    if (once) {
      writeRetained(out, epoch, place);
      return;
    }
    while (!events.isOver(epoch)) {
      place = send(out, epoch, events.after(place, HEARTBEAT), place);
    }
  }

  private void writeRetained(OutputStream out, String epoch, long from)
      throws IOException, InterruptedException {
    long place = from;
    for (var batch = events.after(place, Duration.ZERO);
        !batch.isEmpty();
        batch = events.after(place, Duration.ZERO)) {
      place = send(out, epoch, batch, place);
    }
  }

  private static long send(OutputStream out, String epoch, List<EventLog.Event> batch, long place)
      throws IOException {
    if (batch.isEmpty()) {
      write(out, ": still here\n\n");
      return place;
    }
    var text = new StringBuilder();
    for (EventLog.Event event : batch) {
      text.append("id: ").append(EventLog.id(epoch, event)).append('\n');
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
