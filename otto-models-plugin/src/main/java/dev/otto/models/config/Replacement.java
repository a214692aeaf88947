package dev.otto.models.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a file's content so that after a crash either the old or the new bytes are there: a
 * temporary file next to it, forced to disk, then renamed over it. Where a rename is impossible, as
 * with a single file mounted into a container, the bytes are written in place after a backup of the
 * old ones.
 */
final class Replacement {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  static final Rename RENAME =
      (from, to) ->
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

  private final Path target;
  private final Rename rename;

  Replacement(Path target, Rename rename) {
    this.target = target;
    this.rename = rename;
  }

  /** The rename, which some mounts refuse. */
  @FunctionalInterface
  interface Rename {
    void move(Path from, Path to) throws IOException;
  }

  /** Looks, at the last moment, whether the file is still the one that the bytes replace. */
  @FunctionalInterface
  interface LastLook {
    boolean isUnchanged() throws IOException;
  }

  /**
   * Replaces the file.
   *
   * @return false if it changed meanwhile, and is left alone
   */
  boolean write(byte[] bytes, LastLook look) throws IOException {
    Path fresh = beside(".new");
    try {
      writeForced(fresh, bytes);
      likeTarget(fresh);
      keepReplaced();
      if (!look.isUnchanged()) {
        return false;
      }
      rename.move(fresh, target);
      forceFolder();
      return true;
    } catch (FileSystemException e) {
      if (!Files.exists(target)) {
        throw e;
      }
      LOG.debug("{} cannot be replaced by renaming, so it is written in place", target, e);
      writeInPlace(bytes);
      return true;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private void writeInPlace(byte[] bytes) throws IOException {
    Path backup = beside(".backup");
    writeForced(backup, Files.readAllBytes(target));
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
      channel.truncate(bytes.length);
      channel.force(true);
    }
  }

  /**
   * Keeps the replaced file by a second name: an editor that has it open writes into it, not into
   * ours.
   */
  private void keepReplaced() {
    try {
      forgetReplaced();
      Files.createLink(replaced(), target);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.trace("the replaced file cannot be kept", e);
    }
  }

  /** Returns the second name of the replaced file, while it is kept. */
  Path replaced() {
    return beside(".replaced");
  }

  void forgetReplaced() throws IOException {
    Files.deleteIfExists(replaced());
  }

  private Path beside(String suffix) {
    return target.resolveSibling(target.getFileName() + suffix);
  }

  /**
   * Writes a file that only its owner can read from the first moment, since it may hold a password.
   */
  private void writeForced(Path path, byte[] bytes) throws IOException {
    Files.deleteIfExists(path);
    if (hasPosix()) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(path);
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private boolean hasPosix() {
    return target.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Copies the owner and permissions of the target; if that is impossible, the file is not renamed
   * over it.
   */
  private void likeTarget(Path fresh) throws IOException {
    if (!hasPosix() || !Files.exists(target)) {
      return;
    }
    PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
    PosixFileAttributes own = Files.readAttributes(fresh, PosixFileAttributes.class);
    var view =
        Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!own.group().equals(old.group())) {
      view.setGroup(old.group());
    }
    if (!own.owner().equals(old.owner())) {
      view.setOwner(old.owner());
    }
    view.setPermissions(old.permissions());
  }

  private void forceFolder() {
    try (FileChannel folder =
        FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      LOG.trace("this system cannot force a folder to disk", e);
    }
  }
}
