package dev.otto.scheduler.shared;

import dev.otto.local.ApiToken;
import dev.otto.local.PrivateFiles;
import dev.otto.local.Sha256;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of the API that all Ottos on one database share. Each has it in its file, where clients
 * on its machine find it and where it is rotated; a rotated one goes to the row, and from there to
 * the files of the others. A file beside it knows which token both had last, so that a rotation is
 * not lost that was made while this Otto did not run.
 */
public final class SharedToken implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedToken.class);
  static final String NAME = "token";
  private static final long LOOK_EVERY_MILLIS = 500;

  /**
   * A look at the file alone is one system call, so that a rotated token is soon with the others.
   */
  private static final long LOOK_AT_FILE_EVERY_MILLIS = 50;

  private final Database database;
  private final Path file;
  private final Path agreed;
  private final Supplier<byte[]> own;
  private final Runnable rotated;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-shared-token").daemon().factory());

  private Subscription notices = () -> {};
  private volatile byte[] compared = {};

  /**
   * @param file the token of this node
   * @param own what is valid of it
   * @param rotated runs before the others get a token that was rotated here
   */
  public SharedToken(Database database, Path file, Supplier<byte[]> own, Runnable rotated) {
    this.database = database;
    this.file = file;
    this.agreed = agreed(file);
    this.own = own;
    this.rotated = rotated;
  }

  /**
   * Gives a node without a token that of the others, if there is one.
   *
   * @throws IOException if a file cannot be written
   */
  public static void takeIfMissing(Database database, Path file) throws IOException {
    Optional<String> shared =
        Files.exists(file)
            ? Optional.empty()
            : database.read(tx -> SharedRepository.find(tx, NAME));
    if (shared.isPresent()) {
      ApiToken.store(file, shared.get());
      agree(agreed(file), shared.get());
    }
  }

  /** Reports whether the token was rotated in the file since it was agreed upon with the others. */
  static boolean isRotated(Path file) throws IOException {
    Optional<String> before = text(agreed(file));
    Optional<String> token = text(file);
    return before.isPresent() && token.isPresent() && !before.get().equals(hash(token.get()));
  }

  private static Path agreed(Path file) {
    return file.resolveSibling(file.getFileName() + ".shared");
  }

  /** Keeps the row and the file alike from now on. */
  public void start() {
    var unused =
        looks.scheduleWithFixedDelay(
            this::lookAgain, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    var unusedToo =
        looks.scheduleWithFixedDelay(
            this::lookAtFile,
            LOOK_AT_FILE_EVERY_MILLIS,
            LOOK_AT_FILE_EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
    notices = SharedRepository.onChange(database, NAME, this::lookAgain);
  }

  @Override
  public void close() {
    notices.close();
    looks.shutdownNow();
  }

  private void lookAtFile() {
    if (!Arrays.equals(own.get(), compared)) {
      lookAgain();
    }
  }

  private void lookAgain() {
    try {
      look();
    } catch (IOException | DatabaseException e) {
      LOG.debug("The token in {} is compared later", file, e);
    }
  }

  /**
   * Makes the row and the file alike.
   *
   * @throws IOException if a file cannot be read or written
   */
  public synchronized void look() throws IOException {
    byte[] inFile = own.get();
    String token = new String(inFile, StandardCharsets.US_ASCII);
    String shared = shared(token);
    if (!passedOn(token, shared)) {
      if (!token.equals(shared)) {
        ApiToken.store(file, shared);
      }
      agree(agreed, shared);
    }
    compared = inFile;
  }

  /** Returns the token of the row, which the first one who looks gives it. */
  private String shared(String token) {
    Optional<String> found = find();
    if (found.isEmpty()) {
      database.write(tx -> SharedRepository.insert(tx, NAME, token));
      found = find();
    }
    return found.orElse(token);
  }

  private Optional<String> find() {
    return database.read(tx -> SharedRepository.find(tx, NAME));
  }

  /** Stores a token that was rotated here; false if it was not, or another was quicker. */
  private boolean passedOn(String token, String shared) throws IOException {
    // One that joins has a token of its own at first, which nobody uses.
    Optional<String> before = text(agreed);
    if (token.equals(shared) || before.isEmpty() || before.get().equals(hash(token))) {
      return false;
    }
    rotated.run();
    boolean stored = database.write(tx -> SharedRepository.replace(tx, NAME, shared, token));
    if (stored) {
      agree(agreed, token);
    }
    return stored;
  }

  private static void agree(Path agreed, String token) throws IOException {
    String hash = hash(token);
    if (!text(agreed).equals(Optional.of(hash))) {
      PrivateFiles.replace(agreed, (hash + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static Optional<String> text(Path path) throws IOException {
    return Files.exists(path)
        ? Optional.of(Files.readString(path, StandardCharsets.ISO_8859_1).strip())
        : Optional.empty();
  }

  private static String hash(String token) {
    return Sha256.hex(token.getBytes(StandardCharsets.ISO_8859_1));
  }
}
