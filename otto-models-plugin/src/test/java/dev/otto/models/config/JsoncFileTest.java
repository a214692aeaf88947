package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsoncFileTest {
  @TempDir private Path folder;
  private Path path;

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("config.jsonc");
    Files.writeString(path, "{} // old and longer");
  }

  @Test
  void foretellsWhetherAChangeCouldBeWritten(@TempDir Path place) throws IOException {
    Path file = Files.writeString(place.resolve("file"), "{}");
    assertTrue(new JsoncFile(file).isWritable());
    assertTrue(new JsoncFile(place.resolve("to/be/made.jsonc")).isWritable());
    assertFalse(new JsoncFile(file.resolve("below.jsonc")).isWritable());
    Path link = Files.createSymbolicLink(place.resolve("link"), file.resolve("below.jsonc"));
    assertFalse(new JsoncFile(link).isWritable());
  }

  @Test
  void refusesAPipeInsteadOfWaitingForItsWriter() throws Exception {
    Files.delete(path);
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    var file = new JsoncFile(path);
    assertThrows(BrokenFileException.class, file::read);
    assertThrows(BrokenFileException.class, () -> file.change(text -> "{}"));
  }

  @Test
  void keepsThePermissions() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    new JsoncFile(path).change(text -> "{}");
    assertEquals("{}", Files.readString(path));
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void keepsASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonc"), Path.of("config.jsonc"));
    new JsoncFile(link).change(text -> "{}");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("{}", Files.readString(path));
  }

  @Test
  void fillsASymbolicLinkThatLeadsNowhereYet() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonc"), Path.of("later.jsonc"));
    new JsoncFile(link).change(text -> "{}");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("{}", Files.readString(folder.resolve("later.jsonc")));
  }

  @Test
  void makesTheFileAndItsFolderReadableByTheOwnerOnly() throws IOException {
    Path fresh = folder.resolve("a/b/config.jsonc");
    new JsoncFile(fresh).change(text -> text.orElse("{}"));
    assertEquals("{}", Files.readString(fresh));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EBUSY", "EXDEV"})
  void writesInPlaceWithABackupWhereRenamingIsRefused(String error) throws IOException {
    Object inode = Files.getAttribute(path, "unix:ino");
    new JsoncFile(path, (from, to) -> refuse(error, from, to)).change(text -> "{}");

    assertEquals("{}", Files.readString(path));
    assertEquals(inode, Files.getAttribute(path, "unix:ino"));
    assertEquals("{} // old and longer", Files.readString(folder.resolve("config.jsonc.backup")));
    assertFalse(Files.exists(folder.resolve("config.jsonc.new")));
  }

  private static void refuse(String error, Path from, Path to) throws IOException {
    throw error.equals("EXDEV")
        ? new AtomicMoveNotSupportedException(from.toString(), to.toString(), error)
        : new FileSystemException(from.toString(), to.toString(), "Device or resource busy");
  }

  @Test
  void leavesTheFileAloneWhenTheEditThrowsOrChangesNothing() throws IOException {
    Object inode = Files.getAttribute(path, "unix:ino");
    var file = new JsoncFile(path);
    assertThrows(
        IOException.class,
        () ->
            file.change(
                text -> {
                  throw new IOException("no");
                }));
    file.change(Optional::orElseThrow);
    assertEquals(inode, Files.getAttribute(path, "unix:ino"));
    assertFalse(Files.exists(folder.resolve("config.jsonc.new")));
    assertFalse(Files.exists(folder.resolve("config.jsonc.backup")));
  }

  @Test
  void losesNoChangeOfManyAtOnce() throws Exception {
    Files.writeString(path, "");
    Callable<String> append =
        () -> {
          new JsoncFile(path).change(text -> text.orElseThrow() + "x");
          return "done";
        };
    var pool = Executors.newFixedThreadPool(8);
    for (var done : pool.invokeAll(Collections.nCopies(200, append))) {
      assertEquals("done", done.get());
    }
    pool.shutdown();
    assertEquals("x".repeat(200), Files.readString(path));
  }

  @Test
  void losesNoChangeOfSeveralProcesses() throws Exception {
    Files.writeString(path, "");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Appending.class.getName(),
                path.toString())
            .inheritIO();
    Process first = command.start();
    Process second = command.start();

    assertEquals(0, first.waitFor());
    assertEquals(0, second.waitFor());
    assertEquals("x".repeat(2 * Appending.TIMES), Files.readString(path));
  }

  /** A process of its own that changes the file many times. */
  static final class Appending {
    private static final int TIMES = 200;

    private Appending() {}

    public static void main(String[] arguments) throws IOException {
      var file = new JsoncFile(Path.of(arguments[0]));
      for (int i = 0; i < TIMES; i++) {
        file.change(text -> text.orElseThrow() + "x");
      }
    }
  }

  @Test
  void namesTheLineThatIsNoUtf8() throws IOException {
    Files.write(path, new byte[] {'{', '\n', ' ', '"', (byte) 0xE9, '"', '}'});
    var e = assertThrows(BrokenFileException.class, () -> new JsoncFile(path).read());
    assertEquals("line 2, column 3: this is not UTF-8; save the file as UTF-8", e.getMessage());
  }
}
