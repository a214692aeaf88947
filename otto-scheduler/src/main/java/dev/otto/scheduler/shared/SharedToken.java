package dev.otto.scheduler.shared;

import dev.otto.local.ApiToken;
import dev.otto.local.PrivateFiles;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private static final String NAME = "token";
  private static final long LOOK_EVERY_MILLIS = 500;

  private final Database database;
  private final Path file;
  private final Path agreed;
  private final Runnable rotated;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-shared-token").daemon().factory());

  private Subscription notices = () -> {};

  /**
   * @param file the token of this node
   * @param rotated runs before the others get a token that was rotated here
   */
  public SharedToken(Database database, Path file, Runnable rotated) {
    this.database = database;
    this.file = file;
    this.agreed = file.resolveSibling(file.getFileName() + ".shared");
    this.rotated = rotated;
  }

  /** Keeps the row and the file alike from now on. */
  public void start() {
    var unused =
        looks.scheduleWithFixedDelay(
            this::lookAgain, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    notices =
        database.onNotice(
            name -> {
              if (name.equals(NAME)) {
                lookAgain();
              }
            });
  }

  @Override
  public void close() {
    notices.close();
    looks.shutdownNow();
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
    Optional<String> shared = database.read(tx -> SharedRepository.find(tx, NAME));
    Optional<String> own = text(file);
    if (shared.equals(own)) {
      return;
    }
    if (own.isPresent() && isRotated(own.get()) && stored(shared, own.get())) {
      agree(own.get());
    } else if (shared.isPresent()) {
      ApiToken.store(file, shared.get());
      agree(shared.get());
    }
  }

  /** Reports whether this is another token than both places had last. */
  private boolean isRotated(String own) throws IOException {
    return !text(agreed).equals(Optional.of(hash(own)));
  }

  private boolean stored(Optional<String> shared, String own) throws IOException {
    if (shared.isEmpty()) {
      return database.write(tx -> SharedRepository.insert(tx, NAME, own));
    }
    // One that joins has a token of its own at first, which nobody uses.
    if (text(agreed).isEmpty()) {
      return false;
    }
    rotated.run();
    return database.write(tx -> SharedRepository.replace(tx, NAME, shared.get(), own));
  }

  private void agree(String token) throws IOException {
    PrivateFiles.replace(agreed, (hash(token) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<String> text(Path path) throws IOException {
    return Files.exists(path)
        ? Optional.of(Files.readString(path, StandardCharsets.ISO_8859_1).strip())
        : Optional.empty();
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
