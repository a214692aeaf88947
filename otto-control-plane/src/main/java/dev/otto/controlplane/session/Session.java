package dev.otto.controlplane.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** One logged-in browser. Only the browser knows its value. */
public final class Session {
  static final Duration IDLE = Duration.ofHours(8);
  static final Duration LONGEST = Duration.ofDays(7);

  private final String hash;
  private final String tokenHash;
  private final byte[] formSecret;
  private final Instant begun;
  private volatile Instant lastUsed;

  Session(String hash, String tokenHash, byte[] formSecret, Instant now) {
    this.hash = hash;
    this.tokenHash = tokenHash;
    this.formSecret = formSecret;
    this.begun = now;
    this.lastUsed = now;
  }

  String hash() {
    return hash;
  }

  void use(Instant now) {
    lastUsed = now;
  }

  boolean holds(Instant now, String currentTokenHash) {
    return now.isBefore(lastUsed.plus(IDLE))
        && now.isBefore(begun.plus(LONGEST))
        && Secrets.same(tokenHash, currentTokenHash);
  }

  /** Returns the form secret under a mask, so that no two pages contain the same bytes. */
  String formToken(byte[] mask) {
    var masked = new byte[2 * Secrets.BYTES];
    for (int i = 0; i < Secrets.BYTES; i++) {
      masked[i] = mask[i];
      masked[Secrets.BYTES + i] = (byte) (mask[i] ^ formSecret[i]);
    }
    return Secrets.text(masked);
  }

  boolean accepts(String formToken) {
    byte[] masked;
    try {
      masked = Base64.getUrlDecoder().decode(formToken);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (masked.length != 2 * Secrets.BYTES) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < Secrets.BYTES; i++) {
      different |= masked[i] ^ masked[Secrets.BYTES + i] ^ formSecret[i];
    }
    return different == 0;
  }

  @Override
  public String toString() {
    return "Session[since " + begun + "]";
  }
}
