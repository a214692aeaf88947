package dev.otto.controlplane.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The links that log in without the token: each works once, within a minute. */
public final class LoginLinks {
  static final Duration LIFE = Duration.ofSeconds(60);
  private static final int MOST = 100;

  private final InstantSource clock;
  private final Secrets secrets;
  private final Map<String, Instant> expiryByHash =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /** One link. */
  public record IssuedLink(String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "Link[expires " + expiresAt + "]";
    }
  }

  public LoginLinks(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.secrets = new Secrets(random);
  }

  /** Creates a link; its code is available only here. */
  public synchronized IssuedLink issue() {
    Instant now = clock.instant();
    expiryByHash.values().removeIf(expiry -> !now.isBefore(expiry));
    var link = new IssuedLink(secrets.text(), now.plus(LIFE));
    expiryByHash.put(Secrets.hash(link.code()), link.expiresAt());
    return link;
  }

  /** Redeems a link; false if it was used, has expired, or never existed. */
  public synchronized boolean redeem(String code) {
    Instant expiry = expiryByHash.remove(Secrets.hash(code));
    return expiry != null && clock.instant().isBefore(expiry);
  }
}
