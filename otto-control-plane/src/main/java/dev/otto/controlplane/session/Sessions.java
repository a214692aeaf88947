package dev.otto.controlplane.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Everybody who is logged in, and the way in. The token is asked for each time, so a new one ends
 * all sessions at once.
 */
public final class Sessions {
  private static final int MOST = 200;

  private final InstantSource clock;
  private final Secrets secrets;
  private final Supplier<String> token;
  private final Map<String, Session> byHash =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST;
        }
      };

  public Sessions(InstantSource clock, RandomGenerator random, Supplier<String> token) {
    this.clock = clock;
    this.secrets = new Secrets(random);
    this.token = token;
  }

  /** Whether this is the token of the API at this moment. */
  public boolean isToken(String offered) {
    return Secrets.same(Secrets.hash(offered), tokenHash());
  }

  /** Logs somebody in; the value is for the browser and is told only here. */
  public synchronized String begin() {
    String value = secrets.text();
    Instant now = clock.instant();
    byHash.values().removeIf(session -> !session.holds(now, tokenHash()));
    var session = new Session(Secrets.hash(value), tokenHash(), secrets.bytes(), now);
    byHash.put(session.hash(), session);
    return value;
  }

  /** The session of this value if it still holds; this alone does not prolong it. */
  public synchronized Optional<Session> find(String value) {
    String hash = Secrets.hash(value);
    Session session = byHash.get(hash);
    if (session == null || session.holds(clock.instant(), tokenHash())) {
      return Optional.ofNullable(session);
    }
    byHash.remove(hash);
    return Optional.empty();
  }

  /** Somebody did something with it, so its idle time begins anew. */
  public void use(Session session) {
    session.use(clock.instant());
  }

  /** Whether it has not ended since it was found. */
  public synchronized boolean stillHolds(Session session) {
    return byHash.get(session.hash()) == session && session.holds(clock.instant(), tokenHash());
  }

  /** Logs out. */
  public synchronized void end(Session session) {
    byHash.remove(session.hash());
  }

  /** What a form of this session sends along to show that it is ours. */
  public String formToken(Session session) {
    return session.formToken(secrets.bytes());
  }

  /** Whether a form shows that it is ours. */
  public boolean accepts(Session session, String formToken) {
    return session.accepts(formToken);
  }

  private String tokenHash() {
    return Secrets.hash(token.get());
  }
}
