package dev.otto.scheduler.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks whether Otto can use its files and folders before it touches any of them: each must be of
 * the right kind and belong to this user. The result is one sentence with the path and the remedy.
 */
public final class FileCheck {
  private static final String USER = System.getProperty("user.name");
  private static final String ELSEWHERE =
      ", or set OTTO_HOME to a folder that the user " + USER + " owns";

  private FileCheck() {}

  /** Returns what is wrong with the folders and files that Otto writes; empty if nothing is. */
  public static Optional<String> problem(OttoPaths paths) {
    Stream<Optional<String>> folders =
        List.of(paths.home(), paths.data(), paths.profiles(), paths.token().getParent()).stream()
            .map(FileCheck::folder);
    Stream<Optional<String>> files =
        List.of(paths.database(), paths.token(), paths.daemon(), paths.lock()).stream()
            .map(FileCheck::file);
    return Stream.concat(folders, files).flatMap(Optional::stream).findFirst();
  }

  /** Returns what is wrong with a file that is only read; empty if nothing is, or none is there. */
  public static Optional<String> unreadable(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of("this is a folder, but must be a file; move it away");
    }
    return Files.exists(file) && !Files.isReadable(file)
        ? Optional.of(
            "the user %s cannot read it; give it to that user: chown %s '%s'"
                .formatted(USER, USER, file))
        : Optional.empty();
  }

  private static Optional<String> folder(Path folder) {
    if (Files.isDirectory(folder)) {
      boolean usable =
          Files.isReadable(folder) && Files.isWritable(folder) && Files.isExecutable(folder);
      return usable
          ? Optional.empty()
          : Optional.of(
              folder + " cannot be read and written by the user " + USER + remedy(folder));
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(
          folder + " is no folder, but Otto keeps files in it; move it away" + ELSEWHERE);
    }
    return Optional.ofNullable(folder.getParent()).flatMap(FileCheck::parent);
  }

  /** Returns why a folder cannot be made in this one, or in the first one above that is there. */
  private static Optional<String> parent(Path folder) {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.ofNullable(folder.getParent()).flatMap(FileCheck::parent);
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(folder + " is no folder; move it away" + ELSEWHERE);
    }
    return Files.isWritable(folder) && Files.isExecutable(folder)
        ? Optional.empty()
        : Optional.of("Nothing can be made in " + folder + " by the user " + USER + remedy(folder));
  }

  private static Optional<String> file(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of(file + " is a folder, but must be a file; move it away" + ELSEWHERE);
    }
    return Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file))
        ? Optional.of(file + " cannot be read and written by the user " + USER + remedy(file))
        : Optional.empty();
  }

  private static String remedy(Path path) {
    return isReadOnly(path)
        ? "; it is on a file system that is mounted read-only: mount it writable" + ELSEWHERE
        : "; give it to that user, as with chown -R %1$s '%2$s' and chmod -R u+rwX '%2$s'%3$s"
            .formatted(USER, path, ELSEWHERE);
  }

  private static boolean isReadOnly(Path path) {
    try {
      return Files.getFileStore(path).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }
}
