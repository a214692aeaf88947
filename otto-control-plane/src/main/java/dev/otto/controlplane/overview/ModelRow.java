package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.RunCount;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs of one model, with a small chart of its hours: {@link #UNIT} wide for each and {@link
 * #HEIGHT} high.
 *
 * @param runs those of the model in all hours
 */
public record ModelRow(Stats.ModelStats model, List<UsageBar> bars, RunFilter runs) {
  public static final int UNIT = 5;
  public static final int HEIGHT = 22;

  /** One hour with runs. */
  public record UsageBar(RunCount count, int x, double y, double height) {}

  static ModelRow of(Stats.ModelStats model, long since) {
    RunFilter all =
        model.modelRef() == null
            ? RunFilter.ALL.gotNoModel()
            : RunFilter.ALL.gotModel(model.modelRef());
    long most = model.runsByHour().stream().mapToLong(Long::longValue).max().orElse(0);
    var bars = new ArrayList<UsageBar>();
    for (int i = 0; i < model.runsByHour().size(); i++) {
      long runs = model.runsByHour().get(i);
      if (runs > 0) {
        double height = Math.max(2, Math.round(10.0 * HEIGHT * runs / most) / 10.0);
        RunFilter then = all.inHour(since + Duration.ofHours(i).toMillis());
        bars.add(new UsageBar(RunCount.of(runs, then), i * UNIT, HEIGHT - height, height));
      }
    }
    return new ModelRow(model, bars, all.from(since));
  }

  /** Returns the number of all runs. */
  public RunCount ran() {
    return RunCount.of(model.runs(), runs);
  }

  /** Returns the number of those that failed or were lost. */
  public RunCount failed() {
    return RunCount.of(model.failed(), runs.in("failed", "lost"));
  }

  /** Returns the number of those that fell back to it. */
  public RunCount fellBack() {
    return RunCount.of(model.fallbacks(), runs.fellBack());
  }

  /** Returns the name of the row in ids of the page. */
  public String key() {
    return model.modelRef() == null ? "none" : model.modelRef();
  }

  /** Returns the cost, or that the model has no price. */
  public String cost() {
    return spent().cost();
  }

  /** Returns the tokens that went in. */
  public String tokensIn() {
    return spent().in();
  }

  /** Returns the tokens that came out. */
  public String tokensOut() {
    return spent().out();
  }

  private Spent spent() {
    return Spent.of(List.of(model));
  }

  public int width() {
    return model.runsByHour().size() * UNIT;
  }

  /** Returns the text alternative of the chart. */
  public String summary() {
    StringBuilder numbers = new StringBuilder("Runs by hour, the earliest first:");
    model.runsByHour().forEach(runs -> numbers.append(' ').append(runs));
    return numbers.toString();
  }
}
