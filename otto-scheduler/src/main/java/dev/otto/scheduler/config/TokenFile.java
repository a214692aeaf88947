package dev.otto.scheduler.config;

import dev.otto.local.ApiToken;
import dev.otto.local.PrivateFiles;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of the external API, always current: the file's attributes are checked on each access,
 * so a rotation takes effect with the next request. If the file becomes unusable while Otto runs,
 * the last valid token stays in force.
 */
public final class TokenFile implements Supplier<byte[]> {
  private static final Logger log = LoggerFactory.getLogger(TokenFile.class);

  /** The stamp of a missing file. */
  private static final Stamp NONE = new Stamp("", FileTime.fromMillis(0), -1, Set.of());

  private final Path path;
  private final Class<? extends BasicFileAttributes> attributes;
  private volatile LoadedToken state;
  private final Listeners<Runnable> listeners = new Listeners<>("the token of the API");

  private record LoadedToken(Stamp stamp, String token) {}

  /** The attributes that differ after any change, including one of the permissions. */
  private record Stamp(
      Object file, FileTime modified, long size, Set<PosixFilePermission> permissions) {

    /** Reads all attributes with one system call, since each request does so. */
    static Stamp of(BasicFileAttributes file) {
      Set<PosixFilePermission> permissions =
          file instanceof PosixFileAttributes posix ? posix.permissions() : Set.of();
      Object key = Objects.requireNonNullElse(file.fileKey(), "");
      return new Stamp(key, file.lastModifiedTime(), file.size(), permissions);
    }
  }

  /** Thrown when the token must not be used; the message says how to fix it. */
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

  /** Opens the file; creates it at the first start. */
  public static TokenFile open(Path path, RandomGenerator random)
      throws IOException, UnusableTokenException {
    if (Files.notExists(path)) {
      rotate(path, random);
    }
    return new TokenFile(path);
  }

  /** Replaces the token with a new one; the old one is no longer valid. */
  public static void rotate(Path path, RandomGenerator random) throws IOException {
    ApiToken.store(path, ApiToken.create(random));
  }

  /** Notifies the listener of each rotation before the new token takes effect. */
  public Subscription onChange(Runnable listener) {
    return listeners.add(listener);
  }

  /** Returns the token as clients send it. */
  @Override
  public byte[] get() {
    Stamp stamp = stamp();
    if (!stamp.equals(state.stamp())) {
      follow(stamp);
    }
    return state.token().getBytes(StandardCharsets.US_ASCII);
  }

  /** Reloads the token once, even if many requests arrive together, and notifies the listeners. */
  private synchronized void follow(Stamp stamp) {
    if (stamp.equals(state.stamp())) {
      return;
    }
    try {
      LoadedToken fresh = read();
      if (!fresh.token().equals(state.token())) {
        listeners.tell(Runnable::run);
        log.info("The token of the external API has changed");
      }
      state = fresh;
    } catch (IOException | UnusableTokenException e) {
      log.warn("The last token of the external API stays in force: {}", e.getMessage());
      state = new LoadedToken(stamp, state.token());
    }
  }

  private LoadedToken read() throws IOException, UnusableTokenException {
    Stamp stamp = stamp();
    if (PrivateFiles.readableByOthers(path)) {
      throw new UnusableTokenException(
          path + " can be read or written by others; run: chmod 600 '" + path + "'");
    }
    String token = Files.readString(path, StandardCharsets.ISO_8859_1).strip();
    if (!token.matches("[\\x21-\\x7e]{32,}")) {
      throw new UnusableTokenException(
          path + " contains no token of 32 characters or more; run: otto token rotate");
    }
    return new LoadedToken(stamp, token);
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
