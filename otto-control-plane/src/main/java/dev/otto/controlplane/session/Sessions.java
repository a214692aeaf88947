package dev.otto.controlplane.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The sessions of all logged-in browsers, and the check of the token. The token is read each time,
 * so a new one ends all sessions at once. What a session needs beside its login comes from its
 * value, so that whichever Otto a browser asks knows it.
 */
public final class Sessions {
  static final Duration IDLE = Duration.ofHours(8);
  static final Duration LONGEST = Duration.ofDays(7);

  /** Clicks that are closer do not each extend a session. */
  private static final Duration WORTH_EXTENDING = Duration.ofMinutes(1);

  private final LoginStore logins;
  private final InstantSource clock;
  private final Secrets secrets;
  private final Supplier<String> token;

  /** Those that this process has seen, each one object: pages keep things by it. */
  private final Map<String, Session> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > LoginStore.MOST;
        }
      };

  public Sessions(
      LoginStore logins, InstantSource clock, RandomGenerator random, Supplier<String> token) {
    this.logins = logins;
    this.clock = clock;
    this.secrets = new Secrets(random);
    this.token = token;
  }

  /** Reports whether this is the present token of the API. */
  public boolean isToken(String offered) {
    return Secrets.same(Secrets.hash(offered), tokenHash());
  }

  /** Starts a session; its value is for the browser and is available only here. */
  public String begin() {
    String value = secrets.text();
    Instant now = clock.instant();
    logins.add(new Login(key(Secrets.hash(value)), now, now.plus(IDLE)));
    return value;
  }

  /** Returns the session with this value if it is valid; this does not extend it. */
  public Optional<Session> find(String value) {
    String hash = Secrets.hash(value);
    return login(hash).map(_ -> seen(hash, value));
  }

  private synchronized Session seen(String hash, String value) {
    return seen.computeIfAbsent(hash, _ -> new Session(hash, Secrets.digest("form " + value)));
  }

  /** Extends the session, since its user did something. */
  public void use(Session session) {
    login(session.valueHash()).ifPresent(this::extend);
  }

  private void extend(Login login) {
    Instant idle = clock.instant().plus(IDLE);
    Instant longest = login.begunAt().plus(LONGEST);
    Instant expiry = idle.isBefore(longest) ? idle : longest;
    if (!expiry.isBefore(login.expiresAt().plus(WORTH_EXTENDING))) {
      logins.extend(login.key(), expiry);
    }
  }

  /** Reports whether the session is still valid. */
  public boolean stillHolds(Session session) {
    return login(session.valueHash()).isPresent();
  }

  /** Ends the session. */
  public void end(Session session) {
    boolean unused = logins.remove(key(session.valueHash()));
    synchronized (this) {
      seen.remove(session.valueHash());
    }
  }

  /** Returns the token that a form of this session submits to prove its origin. */
  public String formToken(Session session) {
    return session.formToken(secrets.bytes());
  }

  /** Reports whether a form's token proves its origin. */
  public boolean accepts(Session session, String formToken) {
    return session.accepts(formToken);
  }

  private Optional<Login> login(String valueHash) {
    return logins.find(key(valueHash)).filter(login -> login.holds(clock.instant()));
  }

  /** Returns the key of the login, which is another as soon as the token is. */
  private String key(String valueHash) {
    return Secrets.hash("session " + valueHash + " " + tokenHash());
  }

  private String tokenHash() {
    return Secrets.hash(token.get());
  }
}
