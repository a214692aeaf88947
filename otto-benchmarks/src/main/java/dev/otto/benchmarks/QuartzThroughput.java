package dev.otto.benchmarks;

import dev.otto.benchmarks.SchedulerPairs.Setup;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelResolver;
import dev.otto.models.quartz.ModelResolutionListener;
import org.quartz.Scheduler;

/** The cost of the resolving listener to a scheduler that is never idle. */
public final class QuartzThroughput {
  private QuartzThroughput() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    var catalog = BenchmarkModels.snapshot(SchedulerPairs.MODELS);
    var listener =
        new ModelResolutionListener(new ModelResolver(() -> catalog, FlowDefaults::none));
    Setup without = () -> SchedulerPairs.scheduler(SchedulerPairs.settings());
    Setup with =
        () -> {
          Scheduler scheduler = without.create();
          scheduler.getListenerManager().addJobListener(listener);
          return scheduler;
        };
    new SchedulerPairs("the listener", without, with).run();
  }
}
