package dev.otto.scheduler.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
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

  /** Of a file that is not there. */
  private static final Stamp NONE = new Stamp("", FileTime.fromMillis(0), -1, Set.of());

  private final Path path;
  private final Class<? extends BasicFileAttributes> attributes;
  private volatile State state;
  private volatile Runnable listener = () -> {};

  private record State(Stamp stamp, String token) {}

  /** Differs after any change, one of the permissions included. */
  private record Stamp(
      Object file, FileTime modified, long size, Set<PosixFilePermission> permissions) {

    /** One look at the file, because each request takes it. */
    static Stamp of(BasicFileAttributes file) {
      Set<PosixFilePermission> permissions =
          file instanceof PosixFileAttributes posix ? posix.permissions() : Set.of();
      Object key = Objects.requireNonNullElse(file.fileKey(), "");
      return new Stamp(key, file.lastModifiedTime(), file.size(), permissions);
    }
  }

  /** The token may not be used as it is; the message says how to mend it. */
  public static final class UnusableTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableTokenException(String message) {
      super(message);
    }
  }

  private TokenFile(Path path) throws IOException, UnusableTokenException {
    this.path = path;
    this.attributes =
        PrivateFiles.posix(path) ? PosixFileAttributes.class : BasicFileAttributes.class;
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
    Stamp stamp = stamp();
    if (!stamp.equals(state.stamp())) {
      follow(stamp);
    }
    return state.token().getBytes(StandardCharsets.US_ASCII);
  }

  /** One request of many that come at once looks at the file, and tells. */
  private synchronized void follow(Stamp stamp) {
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
    Stamp stamp = stamp();
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

  private Stamp stamp() {
    try {
      return Stamp.of(Files.readAttributes(path, attributes));
    } catch (IOException e) {
      return NONE;
    }
  }

  @Override
  public String toString() {
    return "TokenFile[" + path + "]";
  }
}
