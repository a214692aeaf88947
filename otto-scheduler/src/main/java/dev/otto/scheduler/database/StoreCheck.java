package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks that Otto can store data by storing some, so that a full disk shows before the next run.
 */
final class StoreCheck {
  /**
   * A statement that writes a page and changes nothing: this number is reserved for applications,
   * and Otto does not use it.
   */
  private static final String SAME_AS_BEFORE = "PRAGMA user_version = 0";

  private final Path file;
  private final Database database;
  private final long leastRoom;
  private final OpenFile opened;

  /**
   * @param leastRoom free bytes on the disk below which this warns
   */
  StoreCheck(Path file, Database database, OpenFile opened, long leastRoom) {
    this.file = file;
    this.database = database;
    this.leastRoom = leastRoom;
    this.opened = opened;
  }

  /**
   * Returns what prevents Otto from storing, or soon will, and what to do; empty if all is well.
   */
  Optional<String> trouble() {
    return opened.problem().or(this::refusal).or(this::littleRoom);
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
      long free = Files.getFileStore(file).getUsableSpace();
      return free >= leastRoom
          ? Optional.empty()
          : Optional.of(
              "only %d MiB are free on the disk of %s; free some space before it is full"
                  .formatted(free >> 20, file));
    } catch (IOException e) {
      return Optional.of("the free space for %s cannot be determined".formatted(file));
    }
  }
}
