package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Session;
import dev.otto.web.Call;
import java.util.Optional;

/** The facts about a request for a page: its session, and the part that is wanted. */
public final class PageRequest {
  private PageRequest() {}

  /** Returns the session; only routes that need one may ask. */
  public static Session session(Call call) {
    return sessionIfAny(call)
        .orElseThrow(() -> new IllegalStateException("This route is open to everybody"));
  }

  /** Returns the session, if somebody is logged in. */
  public static Optional<Session> sessionIfAny(Call call) {
    return call.principal(Session.class);
  }

  /** Reports whether the script asks for a part of the page, not the browser for all of it. */
  public static boolean wantsPart(Call call) {
    return call.header("HX-Request").isPresent()
        && call.header("HX-History-Restore-Request").isEmpty();
  }

  /** Reports whether the page asks by itself because something changed, not the person. */
  public static boolean isLive(Call call) {
    return call.header("X-Otto-Live").isPresent();
  }
}
