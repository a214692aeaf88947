package dev.otto.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The token of the external API as it stands in its file: one line of hexadecimal digits. */
public final class ApiToken {
  private static final int BYTES = 32;

  private ApiToken() {}

  /** Returns a new token. */
  public static String create(RandomGenerator random) {
    var token = new byte[BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  /**
   * Stores the token; a reader sees the old one or the new one, never a part, and only the owner
   * sees any.
   */
  public static void store(Path file, String token) throws IOException {
    PrivateFiles.replace(file, (token + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
