package dev.otto.controlplane.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** The links that log in without the token: each works once, within a minute. */
public final class LoginLinks {
  static final Duration LIFE = Duration.ofSeconds(60);

  private final LoginStore logins;
  private final InstantSource clock;
  private final Secrets secrets;

  /** One link. */
  public record IssuedLink(String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "Link[expires " + expiresAt + "]";
    }
  }

  public LoginLinks(LoginStore logins, InstantSource clock, RandomGenerator random) {
    this.logins = logins;
    this.clock = clock;
    this.secrets = new Secrets(random);
  }

  /** Creates a link; its code is available only here. */
  public IssuedLink issue() {
    Instant now = clock.instant();
    var link = new IssuedLink(secrets.text(), now.plus(LIFE));
    logins.add(new Login(key(link.code()), now, link.expiresAt()));
    return link;
  }

  /** Redeems a link; false if it was used, has expired, or never existed. */
  public boolean redeem(String code) {
    String key = key(code);
    return logins.find(key).filter(link -> link.holds(clock.instant())).isPresent()
        && logins.remove(key);
  }

  private static String key(String code) {
    return Secrets.hash("link " + code);
  }
}
