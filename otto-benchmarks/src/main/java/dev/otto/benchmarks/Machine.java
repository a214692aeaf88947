package dev.otto.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;

/** The machine on which a figure was measured: a bare number means nothing elsewhere. */
public final class Machine {
  private Machine() {}

  /** Describes the machine in one line, with the flags of this JVM. */
  public static String description() {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return "%d cores, %s %s, Java %s; %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            flags.isEmpty() ? "no JVM flags" : String.join(" ", flags));
  }
}
