package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
  private final Optional<Object> opened;

  /**
   * @param leastRoom free bytes on the disk below which this warns
   */
  StoreCheck(Path file, Database database, long leastRoom) {
    this.file = file;
    this.database = database;
    this.leastRoom = leastRoom;
    this.opened = identity();
  }

  /**
   * Returns what prevents Otto from storing, or soon will, and what to do; empty if all is well.
   */
  Optional<String> trouble() {
    if (!Files.isWritable(file)) {
      return Optional.of(
          file
              + " is gone or not writable, and without it everything Otto stores is lost at its"
              + " next start; fix its permissions or restore a backup (otto restore FILE), and restart Otto");
    }
    if (!identity().equals(opened)) {
      return Optional.of(
          "another file has taken the place of "
              + file
              + " since Otto opened it, and everything Otto stores now is lost at its next start;"
              + " restart Otto");
    }
    return refusal().or(this::littleRoom);
  }

  /** Returns what tells the file from another one in its place; empty where nothing does. */
  private Optional<Object> identity() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.ofNullable(attributes.fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
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
