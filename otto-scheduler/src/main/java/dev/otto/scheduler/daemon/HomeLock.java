package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.otto.local.FileIdentity;
import dev.otto.scheduler.config.OttoPaths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second Otto off the same home folder, and off the same database where two home folders
 * share one by a link. The locks belong to the operating system, so they end with the process
 * however that ends; the process id in the file is only for the message.
 */
public final class HomeLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HomeLock.class);

  private final List<LockedFile> files = new ArrayList<>();

  private HomeLock() {}

  /** A file that is locked as long as its channel is open. */
  private record LockedFile(Path path, FileChannel channel, Optional<Object> opened) {
    boolean isStillThere() {
      return FileIdentity.of(path).equals(opened);
    }
  }

  /** Locks the home folder and the folder of the database. */
  public static HomeLock take(OttoPaths paths) throws IOException, StartException {
    return take(
        paths.lock(), paths.data().toRealPath().resolve(paths.database().getFileName() + "-lock"));
  }

  /** Locks these files, creating them if necessary. */
  public static HomeLock take(Path... paths) throws IOException, StartException {
    var lock = new HomeLock();
    try {
      for (Path path : paths) {
        lock.files.add(locked(path));
      }
      return lock;
    } catch (IOException | StartException e) {
      lock.close();
      throw e;
    }
  }

  /** Locks again what somebody has deleted, as the lock of a deleted file keeps nobody off. */
  public synchronized void renew() {
    for (int i = 0; i < files.size(); i++) {
      LockedFile file = files.get(i);
      if (!file.isStillThere()) {
        try {
          files.set(i, locked(file.path()));
          file.channel().close();
          LOG.warn("{} was deleted or replaced while Otto runs; it is locked again", file.path());
        } catch (IOException | StartException e) {
          LOG.error("{} was deleted or replaced, and cannot be locked again", file.path(), e);
        }
      }
    }
  }

  private static LockedFile locked(Path file) throws IOException, StartException {
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      String owner = read(channel);
      channel.close();
      throw new StartException(
          StartException.FAILED,
          "Otto is already running on "
              + file.getParent()
              + (owner.isEmpty() ? "" : ", as process " + owner)
              + "; stop it first, or set OTTO_HOME to another folder",
          null);
    }
    channel.truncate(0);
    channel.write(US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
    return new LockedFile(file, channel, FileIdentity.of(file));
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    var content = ByteBuffer.allocate(20);
    channel.read(content, 0);
    return US_ASCII.decode(content.flip()).toString().strip();
  }

  @Override
  public synchronized void close() throws IOException {
    for (LockedFile file : files) {
      file.channel().close();
    }
  }
}
