package dev.otto.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of files, as {@code sha256sum} writes and checks them. */
final class Checksums {
  private Checksums() {}

  /** Writes the sums of files below a folder, in their order, by their paths within it. */
  static void write(Path folder, List<Path> files, Path result) throws IOException {
    var lines = new ArrayList<String>();
    for (Path file : files) {
      lines.add(of(file) + "  " + folder.relativize(file));
    }
    Files.write(result, lines);
  }

  static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        var digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
