package dev.otto.controlplane.session;

import java.time.Instant;

/**
 * A login as it is kept: a session, or a link that begins one.
 *
 * @param key made of the secret that its holder has and of the token of that time; neither can be
 *     found from it
 */
public record Login(String key, Instant begunAt, Instant expiresAt) {
  boolean holds(Instant now) {
    return now.isBefore(expiresAt);
  }

  @Override
  public String toString() {
    return "Login[until " + expiresAt + "]";
  }
}
