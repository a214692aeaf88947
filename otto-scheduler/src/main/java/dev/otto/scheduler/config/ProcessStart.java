package dev.otto.scheduler.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells a process from a later one with the same id, by when it began. On Linux that is in ticks
 * since the machine started: Java would make a time of day of it, which changes for the same
 * process when the clock is set.
 */
final class ProcessStart {
  /** Counted after the name of the program, which may hold anything. */
  private static final int STARTED = 19;

  private ProcessStart() {}

  /** A text that is the same whenever it is asked for; empty where no such process is seen. */
  static Optional<String> of(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String text = Files.readString(stat, ISO_8859_1);
      return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[STARTED]);
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Instant::toEpochMilli)
          .map(String::valueOf);
    }
  }
}
