package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.RunCount;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.wire.Stats;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A bar chart of the runs by hour, their outcomes stacked. It is {@link #UNIT} wide for each hour
 * and {@link #HEIGHT} high, and is stretched to the available width.
 *
 * @param top the number at the upper edge
 */
public record OutcomeChart(List<Stats.HourStats> hours, long top, List<Bar> bars) {
  public static final int UNIT = 10;
  public static final int HEIGHT = 150;
  private static final double GAP = 1.5;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The bar of one outcome of one hour. */
  public record Bar(Stats.HourStats hour, String outcome, long runs, Area area) {

    /** Returns the runs that it stands for. */
    public RunCount count() {
      return OutcomeChart.count(hour, outcome, runs);
    }
  }

  /** A place in the chart. */
  public record Area(double x, double y, double width, double height) {}

  /** Returns the runs of one hour that had this outcome. */
  public static RunCount count(Stats.HourStats hour, String outcome, long runs) {
    return RunCount.of(runs, RunFilter.ALL.in(outcome).inHour(hour.at()));
  }

  static OutcomeChart of(List<Stats.HourStats> hours) {
    long top = roundUp(hours.stream().mapToLong(Stats.HourStats::all).max().orElse(0));
    var bars = new ArrayList<Bar>();
    for (int i = 0; i < hours.size(); i++) {
      stack(bars, hours.get(i), i * UNIT + GAP / 2, (double) HEIGHT / top);
    }
    return new OutcomeChart(hours, top, bars);
  }

  private static void stack(List<Bar> bars, Stats.HourStats hour, double x, double scale) {
    double y = HEIGHT;
    String[] outcomes = {"succeeded", "skipped", "aborted", "failed", "lost", "running"};
    long[] counts = {
      hour.succeeded(), hour.skipped(), hour.aborted(), hour.failed(), hour.lost(), hour.running()
    };
    for (int i = 0; i < outcomes.length; i++) {
      if (counts[i] > 0) {
        double height = counts[i] * scale;
        y -= height;
        var area = new Area(round(x), round(y), UNIT - GAP, round(height));
        bars.add(new Bar(hour, outcomes[i], counts[i], area));
      }
    }
  }

  public boolean isEmpty() {
    return bars.isEmpty();
  }

  public int width() {
    return hours.size() * UNIT;
  }

  /** Returns the text alternative of the chart. */
  public String summary() {
    long all = hours.stream().mapToLong(Stats.HourStats::all).sum();
    long bad = hours.stream().mapToLong(hour -> hour.failed() + hour.lost()).sum();
    return "%d runs in %d hours, %d of them failed or lost; the table below has each hour"
        .formatted(all, hours.size(), bad);
  }

  /** Returns the time of day for readers without scripts; the others see their own zone. */
  public static String clock(long at) {
    return CLOCK.format(Instant.ofEpochMilli(at));
  }

  /** Returns the hours that are labelled below the chart. */
  public List<Stats.HourStats> marks() {
    var marks = new ArrayList<Stats.HourStats>();
    for (int i = 0; i < hours.size(); i += 6) {
      marks.add(hours.get(i));
    }
    return marks;
  }

  /** Rounds up to the next number whose half is a whole number, too. */
  static long roundUp(long most) {
    long step = 1;
    while (step * 10 < most) {
      step *= 10;
    }
    for (long factor : new long[] {2, 4, 6, 10}) {
      if (factor * step >= most) {
        return factor * step;
      }
    }
    return 20 * step;
  }

  private static double round(double number) {
    return Math.round(number * 100) / 100.0;
  }
}
