package dev.otto.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Distinguishes a process from a later one with the same id by its start time, in the form that the
 * daemon records. On Linux that is in ticks since the machine started: Java would convert it to a
 * time of day, which changes for the same process when the clock is set.
 */
public final class ProcessStart {
  // Counted after the name of the program, which may hold anything.
  private static final int STATE = 0;
  private static final int STARTED = 19;

  private ProcessStart() {}

  /** Returns the start time; empty if there is no such process. */
  public static Optional<String> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // One that has ended stays in the list until its parent has asked how.
      return fields[STATE].equals("Z") ? Optional.empty() : Optional.of(fields[STARTED]);
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Instant::toEpochMilli)
          .map(String::valueOf);
    }
  }
}
