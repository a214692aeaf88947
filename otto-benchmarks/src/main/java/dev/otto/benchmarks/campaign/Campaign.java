package dev.otto.benchmarks.campaign;

import dev.otto.benchmarks.Machine;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes one trouble after the other for real daemons, and counts the promises that were broken. The
 * same seed makes the same choices; what the machine does with its time is its own.
 */
public final class Campaign {
  static final Map<String, Trouble> TROUBLES = troubles();

  /** Five attacks of strangers, and one part for each other trouble. */
  private static final int PARTS = 12;

  private Campaign() {}

  private static Map<String, Trouble> troubles() {
    var all = new LinkedHashMap<String, Trouble>();
    all.put("strangers", Strangers::attack);
    all.put("kills", Kills::make);
    all.put("opencode", OpenCodeFaults::make);
    all.put("storage", StorageFaults::make);
    all.put("races", Races::make);
    all.put("clock", ClockJumps::make);
    all.put("bounds", Bounds::make);
    all.put("cluster", ClusterTroubles::make);
    return all;
  }

  /**
   * Runs the campaign; exits with 1 if a promise was broken.
   *
   * @param arguments the names of the troubles to make; all of them without one
   */
  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(System.getProperty("minutes", "10"));
    var size =
        new Size(
            Duration.ofMillis((long) (minutes * 60_000 / PARTS)),
            Integer.getInteger("connections", 2_000),
            Integer.getInteger("malformed", 100_000));
    System.out.printf(
        "%s%nload of the machine before: %.2f%n",
        Machine.description(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    List<String> names =
        arguments.length == 0 ? List.copyOf(TROUBLES.keySet()) : List.of(arguments);
    List<String> broken = run(names, size, Long.getLong("seed", 20_261_129));
    System.out.println(broken.size() + " promises broken");
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  /** Makes these troubles and returns the promises that were broken. */
  static List<String> run(List<String> names, Size size, long seed) throws Exception {
    var broken = new ArrayList<String>();
    for (String name : names) {
      Trouble trouble = TROUBLES.get(name);
      if (trouble == null) {
        throw new IllegalArgumentException(name + " is none of " + TROUBLES.keySet());
      }
      for (Finding finding : trouble.make(size, new Random(seed))) {
        System.out.println(finding.text());
        broken.addAll(finding.broken());
      }
    }
    return broken;
  }
}
