package dev.otto.scheduler.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of the external API. Supplies its bytes as they are now: a look at the file's stamp
 * tells whether it was rotated, so a rotation counts from the next request on. A file that turns
 * bad while Otto runs leaves the last good token in force.
 */
public final class TokenFile implements Supplier<byte[]> {
  private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
  private static final int BYTES = 32;

  private final Path path;
  private volatile State state;
  private volatile Runnable listener = () -> {};

  private record State(Map<String, Object> stamp, String token) {}

  /** The token may not be used as it is; the message says how to mend it. */
  public static final class UnusableTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableTokenException(String message) {
      super(message);
    }
  }

  private TokenFile(Path path) throws IOException, UnusableTokenException {
    this.path = path;
    this.state = read();
  }

  /** Opens the file; makes it at the first start. */
  public static TokenFile open(Path path, RandomGenerator random)
      throws IOException, UnusableTokenException {
    if (Files.notExists(path)) {
      rotate(path, random);
    }
    return new TokenFile(path);
  }

  /** Puts a new token in place of the old one, which counts no more. */
  public static void rotate(Path path, RandomGenerator random) throws IOException {
    var token = new byte[BYTES];
    random.nextBytes(token);
    PrivateFiles.createParents(path);
    String line = HexFormat.of().formatHex(token) + "\n";
    PrivateFiles.replace(path, line.getBytes(StandardCharsets.US_ASCII));
  }

  /** Has the listener called for each rotation before the new token counts. */
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  /** The token as clients send it. */
  @Override
  public byte[] get() {
    Map<String, Object> stamp = stamp();
    if (!stamp.equals(state.stamp())) {
      follow(stamp);
    }
    return state.token().getBytes(StandardCharsets.US_ASCII);
  }

  /** One request of many that come at once looks at the file, and tells. */
  private synchronized void follow(Map<String, Object> stamp) {
    if (stamp.equals(state.stamp())) {
      return;
    }
    try {
      State fresh = read();
      if (!fresh.token().equals(state.token())) {
        listener.run();
        log.info("The token of the external API has changed");
      }
      state = fresh;
    } catch (IOException | UnusableTokenException e) {
      log.warn("The last token of the external API stays in force: {}", e.getMessage());
      state = new State(stamp, state.token());
    }
  }

  private State read() throws IOException, UnusableTokenException {
    Map<String, Object> stamp = stamp();
    if (PrivateFiles.readableByOthers(path)) {
      throw new UnusableTokenException(
          path + " can be read or written by others; run: chmod 600 '" + path + "'");
    }
    String token = Files.readString(path, StandardCharsets.ISO_8859_1).strip();
    if (!token.matches("[\\x21-\\x7e]{32,}")) {
      throw new UnusableTokenException(
          path + " holds no token of 32 characters or more; run: otto token rotate");
    }
    return new State(stamp, token);
  }

  /** Differs after any change, one of the permissions included; empty where there is no file. */
  private Map<String, Object> stamp() {
    try {
      return Files.readAttributes(path, PrivateFiles.posix(path) ? "unix:ctime,ino,size" : "*");
    } catch (IOException e) {
      return Map.of();
    }
  }

  @Override
  public String toString() {
    return "TokenFile[" + path + "]";
  }
}
