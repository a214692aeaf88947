package dev.otto.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner can access, from the first moment on. */
public final class PrivateFiles {
  private static final FileAttribute<?>[] NONE = {};
  private static final int MAX_LINKS = 40;

  private PrivateFiles() {}

  /** Creates the missing parent folders; existing ones stay as they are. */
  public static void createParents(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, readableByOwner(folder, "rwx------"));
    }
  }

  /**
   * Replaces the file; a reader sees the old content or the new one, never a part. A symbolic link
   * stays, also one to a file that is not there yet.
   */
  public static void replace(Path link, byte[] content) throws IOException {
    Path file = target(link);
    createParents(file);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      create(fresh);
      write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Creates an empty file. */
  public static void create(Path file) throws IOException {
    Files.createFile(file, readableByOwner(file, "rw-------"));
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private static Path target(Path link) throws IOException {
    Path file = link.toAbsolutePath();
    for (int i = 0; i < MAX_LINKS; i++) {
      if (!Files.isSymbolicLink(file)) {
        return file;
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    throw new FileSystemLoopException(link.toString());
  }

  /** Reports whether others than the owner may read or write the file. */
  public static boolean readableByOthers(Path file) throws IOException {
    if (!posix(file)) {
      return false;
    }
    var others =
        Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    return Files.getPosixFilePermissions(file).stream().anyMatch(others::contains);
  }

  private static FileAttribute<?>[] readableByOwner(Path file, String permissions) {
    if (!posix(file)) {
      return NONE;
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  /** Reports whether the file has an owner and permissions. */
  public static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
