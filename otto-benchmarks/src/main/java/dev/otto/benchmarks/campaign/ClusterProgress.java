package dev.otto.benchmarks.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kills and other troubles so far, and how long runs had no end after them. {@code -Dprogress}
 * names a file in which they are kept, so that a campaign of {@code -Dkills} goes on where it was
 * interrupted.
 */
final class ClusterProgress {
  private static final long BAR_MILLIS = 30_000;

  /** The kills from which a percentile says something. */
  private static final int ENOUGH = 50;

  /** The kills of the shortest campaign; after every other one the node comes back at once. */
  private static final int LEAST = 10;

  private final @Nullable Path file;
  private final @Nullable Integer wanted;
  private final List<Long> millis = new ArrayList<>();
  private int kills;

  private ClusterProgress(@Nullable Path file, @Nullable Integer wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  static ClusterProgress resumed() throws IOException {
    String name = System.getProperty("progress");
    var progress =
        new ClusterProgress(name == null ? null : Path.of(name), Integer.getInteger("kills"));
    if (name != null && Files.exists(Path.of(name))) {
      Files.readAllLines(Path.of(name)).forEach(progress::read);
    }
    return progress;
  }

  private void read(String line) {
    kills++;
    for (String end : line.split(" ", -1)) {
      if (!end.isEmpty()) {
        millis.add(Long.parseLong(end));
      }
    }
  }

  /**
   * Takes note of one of them, and of the milliseconds after which each run that was open had its
   * end.
   */
  void made(List<Long> ends) throws IOException {
    String line = String.join(" ", ends.stream().map(String::valueOf).toList());
    read(line);
    if (file != null) {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (kills % 10 == 0) {
      System.out.printf("so far %d troubles, p99 %.1f s%n", kills, percentile(.99) / 1000.0);
    }
  }

  boolean goesOn(boolean hasTime) {
    return wanted == null ? hasTime || kills < LEAST : kills < wanted;
  }

  private long percentile(double share) {
    List<Long> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }

  /** Returns the figures; the bar counts once there are kills enough. */
  String figures(int nodes, int jobs, long lost, List<String> broken) {
    if (millis.isEmpty()) {
      broken.add("no run was in flight at a node in trouble, so nothing was shown");
    }
    if (kills >= ENOUGH && percentile(.99) > BAR_MILLIS) {
      broken.add("the p99 of the time to the end of a run is %d ms".formatted(percentile(.99)));
    }
    return "%d nodes, %d troubles, %d one-shots, %d runs recorded lost, of %d runs in flight an end after p50 %.1f s, p99 %.1f s, %d promises broken"
        .formatted(
            nodes,
            kills,
            jobs,
            lost,
            millis.size(),
            percentile(.5) / 1000.0,
            percentile(.99) / 1000.0,
            broken.size());
  }
}
