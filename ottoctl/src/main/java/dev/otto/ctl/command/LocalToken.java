package dev.otto.ctl.command;

import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The token file of an Otto on this machine, which rereads it whenever it has changed. */
record LocalToken(Path file) {
  private static final int BYTES = 32;

  static String fresh() {
    var token = new byte[BYTES];
    new SecureRandom().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  String read() {
    return Connection.read(file);
  }

  /**
   * Replaces the token; a reader sees the old one or the new one, never a part, and only the owner
   * sees any.
   */
  void replace(String token) {
    try {
      Path target = file.toRealPath();
      Path fresh = target.resolveSibling(target.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      try {
        write(token, fresh);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw ApiException.failed(
          file
              + " cannot be written ("
              + e.getMessage()
              + "); is there room on the disk, and is this the user who runs Otto?");
    }
  }

  private static void write(String token, Path fresh) throws IOException {
    Files.createFile(fresh, ownerOnly(fresh));
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
