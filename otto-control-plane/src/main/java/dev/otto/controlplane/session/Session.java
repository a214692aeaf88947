package dev.otto.controlplane.session;

import java.util.Base64;

/**
 * One logged-in browser, as this process knows it; how long it holds is kept elsewhere. Only the
 * browser knows its value.
 */
public final class Session {
  private final String valueHash;
  private final byte[] formSecret;

  Session(String valueHash, byte[] formSecret) {
    this.valueHash = valueHash;
    this.formSecret = formSecret;
  }

  String valueHash() {
    return valueHash;
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
    return "Session";
  }
}
