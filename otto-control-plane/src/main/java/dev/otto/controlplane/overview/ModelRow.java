package dev.otto.controlplane.overview;

import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.Stats;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs of one model, with a small chart of its hours: {@link #UNIT} wide for each and {@link
 * #HEIGHT} high.
 *
 * @param since the beginning of the first hour
 */
public record ModelRow(Stats.ModelStats model, List<UsageBar> bars, long since) {
  public static final int UNIT = 5;
  public static final int HEIGHT = 22;

  /** One hour. */
  public record UsageBar(int x, double y, double height) {}

  static ModelRow of(Stats.ModelStats model, long since) {
    long most = model.runsByHour().stream().mapToLong(Long::longValue).max().orElse(0);
    var bars = new ArrayList<UsageBar>();
    for (int i = 0; i < model.runsByHour().size(); i++) {
      long runs = model.runsByHour().get(i);
      if (runs > 0) {
        double height = Math.max(2, Math.round(10.0 * HEIGHT * runs / most) / 10.0);
        bars.add(new UsageBar(i * UNIT, HEIGHT - height, height));
      }
    }
    return new ModelRow(model, bars, since);
  }

  /** Returns the runs that are counted; all of that time where there was no model. */
  public RunFilter runs() {
    RunFilter all = RunFilter.ALL.from(since);
    return model.modelRef() == null ? all : all.gotModel(model.modelRef());
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
