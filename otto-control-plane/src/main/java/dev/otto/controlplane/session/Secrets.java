package dev.otto.controlplane.session;

import dev.otto.local.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Generates secrets, and compares them in constant time. */
final class Secrets {
  static final int BYTES = 32;

  private final RandomGenerator random;

  Secrets(RandomGenerator random) {
    this.random = random;
  }

  byte[] bytes() {
    var drawn = new byte[BYTES];
    synchronized (random) {
      random.nextBytes(drawn);
    }
    return drawn;
  }

  /** Returns a secret of 256 bits, in letters that fit into a cookie and an address. */
  String text() {
    return text(bytes());
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Returns the hash that is stored instead of the secret. */
  static String hash(String secret) {
    return Sha256.hex(secret);
  }

  /** Returns 256 bits that nobody finds who does not know the secret. */
  static byte[] digest(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Compares two texts in constant time. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
