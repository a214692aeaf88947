package dev.otto.benchmarks.durable;

import java.nio.file.Path;

/** A scheduler that keeps its jobs in SQLite. */
interface Contender {

  String name();

  /** Runs that many one-shots that are due, and prompt nobody, out of a fresh database. */
  Lap run(Path database, int jobs) throws Exception;
}
