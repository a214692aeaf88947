package dev.otto.controlplane.page;

import dev.otto.controlplane.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** The messages for each session's next page; each is shown once. */
public final class Flashes {
  private final Map<Session, List<Flash>> waiting = new WeakHashMap<>();

  public synchronized void leave(Session session, Flash flash) {
    waiting.computeIfAbsent(session, key -> new ArrayList<>()).add(flash);
  }

  synchronized List<Flash> take(Session session) {
    List<Flash> taken = waiting.remove(session);
    return taken == null ? List.of() : taken;
  }
}
