package dev.otto.controlplane.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The sessions of all logged-in browsers, and the check of the token. The token is read each time,
 * so a new one ends all sessions at once.
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

  /** Reports whether this is the present token of the API. */
  public boolean isToken(String offered) {
    return Secrets.same(Secrets.hash(offered), tokenHash());
  }

  /** Starts a session; its value is for the browser and is available only here. */
  public synchronized String begin() {
    String value = secrets.text();
    Instant now = clock.instant();
    byHash.values().removeIf(session -> !session.holds(now, tokenHash()));
    var session = new Session(Secrets.hash(value), tokenHash(), secrets.bytes(), now);
    byHash.put(session.hash(), session);
    return value;
  }

  /** Returns the session with this value if it is valid; this does not extend it. */
  public synchronized Optional<Session> find(String value) {
    String hash = Secrets.hash(value);
    Session session = byHash.get(hash);
    if (session == null || session.holds(clock.instant(), tokenHash())) {
      return Optional.ofNullable(session);
    }
    byHash.remove(hash);
    return Optional.empty();
  }

  /** Extends the session, since its user did something. */
  public void use(Session session) {
    session.use(clock.instant());
  }

  /** Reports whether the session is still valid. */
  public synchronized boolean stillHolds(Session session) {
    return byHash.get(session.hash()) == session && session.holds(clock.instant(), tokenHash());
  }

  /** Ends the session. */
  public synchronized void end(Session session) {
    byHash.remove(session.hash());
  }

  /** Returns the token that a form of this session submits to prove its origin. */
  public String formToken(Session session) {
    return session.formToken(secrets.bytes());
  }

  /** Reports whether a form's token proves its origin. */
  public boolean accepts(Session session, String formToken) {
    return session.accepts(formToken);
  }

  private String tokenHash() {
    return Secrets.hash(token.get());
  }
}
