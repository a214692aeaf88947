package dev.otto.models.config;

import dev.otto.models.FlowDefaultsListener.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A JSON file with comments that people edit by hand and programs change. A change is applied to
 * the file's present content while no other program that uses this class can change it, and is
 * written completely or not at all. Between processes, the lock works for those that see the same
 * folder.
 */
public final class JsoncFile implements SettingsText {
  private static final int MAX_SIZE = 1024 * 1024;
  private static final int MAX_MERGES = 100;
  private static final long LOCK_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Queues the changes within this process; file locks only work between processes. */
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final Path file;
  private final Replacement.Rename rename;

  /** Creates an instance for a file, which need not exist yet. */
  public JsoncFile(Path file) {
    this(file, Replacement.RENAME);
  }

  JsoncFile(Path file, Replacement.Rename rename) {
    this.file = file.toAbsolutePath();
    this.rename = rename;
  }

  public Path path() {
    return file;
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public Origin others() {
    return Origin.FILE;
  }

  /** Reports whether a change could be written: to the file, and beside it. */
  public boolean isWritable() {
    try {
      Path target = target();
      Path folder = target.getParent();
      while (folder != null && Files.notExists(folder)) {
        folder = folder.getParent();
      }
      return folder != null
          && Files.isDirectory(folder)
          && Files.isWritable(folder)
          && (Files.notExists(target) || Files.isWritable(target));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the file; empty if there is none.
   *
   * @throws BrokenFileException if it is no UTF-8 or too large
   */
  @Override
  public Optional<String> read() throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isOther()) {
        throw new BrokenFileException(
            Problem.ofWholeFile("this is a pipe or a device, but must be a file; move it away"));
      }
      if (attributes.size() > MAX_SIZE) {
        throw new BrokenFileException(
            Problem.ofWholeFile("the file is larger than " + MAX_SIZE + " bytes"));
      }
      return Optional.of(decode(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Changes the file; an edit that returns the same text leaves it untouched.
   *
   * @throws IOException what the edit throws, or if the file cannot be read, locked or written; it
   *     is unchanged then
   */
  @Override
  public void change(Edit edit) throws IOException {
    changeKeepingReplaced(edit);
    forgetReplaced();
  }

  /** Changes the file like {@link #change}; the replaced file is kept until it is given up. */
  void changeKeepingReplaced(Edit edit) throws IOException {
    ONE_AT_A_TIME.lock();
    try {
      Path target = target();
      Files.createDirectories(target.resolveSibling(".").normalize());
      FileChannel lock = lockedChannel(target);
      try {
        changeLocked(target, edit);
      } finally {
        lock.close();
      }
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private void changeLocked(Path target, Edit edit) throws IOException {
    for (int i = 0; i < MAX_MERGES; i++) {
      Optional<String> before = read();
      String after = edit.apply(before);
      if (before.equals(Optional.of(after))
          || new Replacement(target, rename).write(encode(after), () -> holds(before))) {
        return;
      }
    }
    throw new FileSystemException(
        target.toString(), null, "another program saves it again and again; try again");
  }

  /** Looks at the text, and last of all at the file alone, which is the quicker look. */
  private boolean holds(Optional<String> text) throws IOException {
    try {
      Optional<Object> before = identity();
      return read().equals(text) && identity().equals(before);
    } catch (BrokenFileException e) {
      return false;
    }
  }

  private Optional<Object> identity() throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns what an editor wrote into the file that the last change replaced, because it had that
   * one open; empty if it did not, or is not ready.
   *
   * @param before the text that was replaced
   */
  Optional<String> writtenIntoReplaced(String before) throws IOException {
    var replaced = new JsoncFile(new Replacement(target(), rename).replaced());
    return replaced.read().filter(text -> !text.equals(before) && !text.isBlank());
  }

  /** Gives the replaced file up. */
  void forgetReplaced() throws IOException {
    new Replacement(target(), rename).forgetReplaced();
  }

  /**
   * Locks a separate file, which stays: the edited file itself is replaced, and its lock would be
   * lost as soon as this process had read it, since closing any descriptor of a file releases the
   * locks on it.
   */
  private static FileChannel lockedChannel(Path target) throws IOException {
    Path path = target.resolveSibling("." + target.getFileName() + ".lock");
    var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long start = System.nanoTime();
    while (System.nanoTime() - start < LOCK_TIMEOUT_NANOS) {
      if (holdsLock(channel)) {
        return channel;
      }
      pause();
    }
    channel.close();
    throw new FileSystemException(
        target.toString(), null, "another program keeps the file locked; try again");
  }

  private static boolean holdsLock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another class loader of this process
    } catch (IOException e) {
      return channel.isOpen(); // a file system without locks: better unlocked than unchangeable
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock", e);
    }
  }

  /** Returns the target of a symbolic link, so that the link itself stays. */
  private Path target() throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? file.resolveSibling(Files.readSymbolicLink(file))
        : file;
  }

  private static byte[] encode(String text) throws IOException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IOException("the new value contains half a character", e);
    }
  }

  private static String decode(byte[] bytes) throws BrokenFileException {
    var text = CharBuffer.allocate(bytes.length);
    CoderResult end =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
    String decoded = text.flip().toString();
    if (end.isError()) {
      int line = (int) decoded.lines().count();
      int column = decoded.length() - decoded.lastIndexOf('\n');
      throw new BrokenFileException(
          new Problem(Math.max(line, 1), column, "this is not UTF-8; save the file as UTF-8"));
    }
    return decoded;
  }
}
