package dev.otto.controlplane.live;

import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.session.Session;
import dev.otto.controlplane.session.Sessions;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The route of live events, as server-sent events, while the reader's session is valid. */
public final class LiveRoutes implements RouteGroup {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
  private static final Duration SLACK = Duration.ofMillis(200);

  private final EventRelay relay;
  private final Sessions sessions;

  public LiveRoutes(EventRelay relay, Sessions sessions) {
    this.relay = relay;
    this.sessions = sessions;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/live", this::stream));
  }

  private Reply stream(Call call) {
    Session session = PageRequest.session(call);
    Duration known = age(call).plus(SLACK);
    return Reply.events(out -> write(out, session, known));
  }

  /**
   * Returns the age of the requesting page in milliseconds: it may not show what happened since.
   */
  private static Duration age(Call call) {
    return call.query()
        .value("age")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofMillis(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }

  /**
   * Writes the events; a browser that reconnects is told to refresh everything, which is always
   * right.
   */
  private void write(OutputStream out, Session session, Duration known)
      throws IOException, InterruptedException {
    RecentEvents recent = relay.recent();
    long place = recent.asOf(known);
    send(out, "retry: 2000\nevent: hello\ndata: {\"pulse\":\"" + relay.pulse().key() + "\"}\n\n");
    var check = new SessionCheck(session);
    while (!recent.isClosed() && check.passes()) {
      List<Event> batch = recent.after(place, HEARTBEAT);
      if (batch.isEmpty()) {
        send(out, ": still here\n\n");
      } else {
        place = batch.getLast().number();
        send(out, text(batch));
      }
    }
  }

  /** The check of a session, which need not be made for each of many events in a second. */
  private final class SessionCheck {
    private final Session session;
    private long passedAt = System.nanoTime();

    SessionCheck(Session session) {
      this.session = session;
    }

    boolean passes() {
      long now = System.nanoTime();
      if (now - passedAt < CHECK_EVERY.toNanos()) {
        return true;
      }
      passedAt = now;
      return sessions.stillHolds(session);
    }
  }

  private static String text(List<Event> batch) {
    var text = new StringBuilder();
    for (Event event : batch) {
      text.append("event: ").append(event.kind()).append('\n');
      text.append("data: ").append(event.data()).append("\n\n");
    }
    return text.toString();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
