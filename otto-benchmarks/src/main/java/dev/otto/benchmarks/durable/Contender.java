package dev.otto.benchmarks.durable;

import dev.otto.benchmarks.Lap;
import java.nio.file.Path;

/** A scheduler that keeps its jobs in SQLite. */
interface Contender {

  String name();

  /** Runs the given number of due one-shots that do nothing, from an empty database. */
  Lap run(Path database, int jobs) throws Exception;
}
