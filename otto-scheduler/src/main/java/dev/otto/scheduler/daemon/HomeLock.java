package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second Otto off the same folder. The lock belongs to the operating system, so it ends
 * with the process however that ends; the process id in the file is only for the message.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  public static HomeLock take(Path file) throws IOException, StartException {
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
    return new HomeLock(channel);
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
  public void close() throws IOException {
    channel.close();
  }
}
