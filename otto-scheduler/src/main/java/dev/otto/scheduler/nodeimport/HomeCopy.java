package dev.otto.scheduler.nodeimport;

import dev.otto.scheduler.database.EarlierDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The copy of an old home that is kept beside it after an import, byte for byte: the way back. It
 * only gets its name once all of it is on the disk and has been compared.
 */
final class HomeCopy {
  static final String MARK = ".node-";
  static final String UNFINISHED = ".partial";

  private final Path home;
  private final Set<Path> ours;

  /**
   * @param ours what the import itself has put into the home
   */
  HomeCopy(Path home, Set<Path> ours) {
    this.home = home.toAbsolutePath();
    this.ours = ours;
  }

  /** Returns the copy with the same database, made by an interrupted import. */
  Optional<Path> existing(Path flatDatabase, Path work) throws IOException {
    for (Path copy : NodeHome.copies(home)) {
      Path candidate = work.resolve("candidate.db");
      EarlierDatabase.delete(candidate);
      Path database = copy.resolve("data/otto-state.db");
      if (EarlierDatabase.isAt(database)) {
        EarlierDatabase.copy(database, candidate);
        EarlierDatabase.flatten(candidate);
        if (Files.mismatch(candidate, flatDatabase) < 0) {
          return Optional.of(copy);
        }
      }
    }
    return Optional.empty();
  }

  /** Makes the copy; removes what another import left unfinished. */
  Path make(LocalDate day) throws IOException {
    Path target = free(home.resolveSibling(home.getFileName() + MARK + day));
    Path unfinished = home.resolveSibling(home.getFileName() + MARK + UNFINISHED);
    delete(unfinished);
    Files.walkFileTree(home, new Copying(unfinished));
    Files.walkFileTree(home, new Comparing(unfinished));
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    flush(target.resolveSibling("."));
    return target;
  }

  private static Path free(Path wanted) {
    Path path = wanted;
    for (int number = 2; Files.exists(path); number++) {
      path = wanted.resolveSibling(wanted.getFileName() + "-" + number);
    }
    return path;
  }

  /** Deletes a folder and its contents. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new Deleting());
    }
  }

  /** Flushes a folder's contents, or a file, to the disk. */
  static void flush(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Visits the home without the files that the import put there. */
  private abstract class Walk extends SimpleFileVisitor<Path> {
    private final Path target;

    Walk(Path target) {
      this.target = target;
    }

    Path inCopy(Path path) {
      return target.resolve(home.relativize(path).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (ours.contains(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      enter(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!ours.contains(file)) {
        visit(file, attributes);
      }
      return FileVisitResult.CONTINUE;
    }

    abstract void enter(Path folder) throws IOException;

    abstract void visit(Path file, BasicFileAttributes attributes) throws IOException;
  }

  private final class Copying extends Walk {
    Copying(Path target) {
      super(target);
    }

    @Override
    void enter(Path folder) throws IOException {
      Files.copy(folder, inCopy(folder), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Override
    void visit(Path file, BasicFileAttributes attributes) throws IOException {
      Path copy = inCopy(file);
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isRegularFile()) {
        flush(copy);
      }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Path copy = inCopy(folder);
      Files.setLastModifiedTime(copy, Files.getLastModifiedTime(folder));
      flush(copy);
      return super.postVisitDirectory(folder, failure);
    }
  }

  private final class Comparing extends Walk {
    Comparing(Path target) {
      super(target);
    }

    @Override
    void enter(Path folder) {}

    @Override
    void visit(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && Files.mismatch(file, inCopy(file)) >= 0) {
        throw new IOException(
            "The copy of "
                + file
                + " differs from it; check whether another program writes there and whether the"
                + " disk is healthy");
      }
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.delete(folder);
      return super.postVisitDirectory(folder, failure);
    }
  }
}
