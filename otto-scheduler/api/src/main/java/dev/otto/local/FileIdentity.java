package dev.otto.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The identity of a file: where it differs, another file has taken its place. */
public final class FileIdentity {
  private FileIdentity() {}

  /** Returns the identity; empty if there is no file, or the file system does not tell. */
  public static Optional<Object> of(Path path) {
    try {
      return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
