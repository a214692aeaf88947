package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Whether Otto can store something now, found out by storing. Nobody need wait for the next run to
 * hear of a full disk.
 */
public final class StoreCheck {
  /** Writes a page, and changes nothing: this number is the application's, and Otto has no use. */
  private static final String SAME_AS_BEFORE = "PRAGMA user_version = 0";

  private final Database database;
  private final long leastRoom;

  /**
   * @param leastRoom with how many free bytes on its disk nobody need worry
   */
  public StoreCheck(Database database, long leastRoom) {
    this.database = database;
    this.leastRoom = leastRoom;
  }

  /** What keeps Otto from storing, or soon will, and what to do; empty where all is well. */
  public Optional<String> trouble() {
    if (!Files.isWritable(database.file())) {
      return Optional.of(
          database.file()
              + " is gone or may not be written, and without it what Otto stores is lost at its"
              + " next start; mend its permissions or restore a backup, and restart Otto");
    }
    return refusal().or(this::littleRoom);
  }

  private Optional<String> refusal() {
    try {
      database.write(tx -> tx.update(SAME_AS_BEFORE));
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> littleRoom() {
    try {
      long free = Files.getFileStore(database.file()).getUsableSpace();
      return free >= leastRoom
          ? Optional.empty()
          : Optional.of(
              "only %d MiB are free on the disk of %s; make room before it is full"
                  .formatted(free >> 20, database.file()));
    } catch (IOException e) {
      return Optional.of("how much room is left for %s cannot be told".formatted(database.file()));
    }
  }
}
