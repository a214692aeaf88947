package dev.otto.jmx;

import dev.otto.models.event.Subscription;
import dev.otto.models.log.LogEvent;
import dev.otto.models.quartz.OttoModels;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Model management over JMX for any Quartz application that has the models plugin, with one more
 * line of properties:
 *
 * <pre>
 * org.quartz.plugin.ottoJmx.class = dev.otto.jmx.OttoJmxPlugin
 * </pre>
 *
 * The beans exist while the scheduler does, from its start to its shutdown. The scheduler works
 * without them, too: what goes wrong here is logged.
 */
public final class OttoJmxPlugin implements SchedulerPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(OttoJmxPlugin.class);

  /**
   * The actor in the log: an application knows no users; access to its JVM decides who may connect.
   */
  private static final String ACTOR = "jmx";

  private @Nullable Scheduler scheduler;
  private @Nullable ModelBeans beans;
  private @Nullable Subscription runs;

  @Override
  public void initialize(String name, Scheduler scheduler, ClassLoadHelper loadHelper) {
    this.scheduler = scheduler;
  }

  /**
   * Registers the beans; not earlier, because Quartz initializes plugins in no particular order and
   * the models plugin may come later.
   */
  @Override
  public void start() {
    if (scheduler == null || beans != null) {
      return;
    }
    try {
      start(scheduler);
    } catch (SchedulerException | RuntimeException e) {
      LogEvent.error(LOG, "jmx_start_failed")
          .because(e)
          .say("The scheduler continues without management beans");
      shutdown();
    }
  }

  private void start(Scheduler started) throws SchedulerException {
    Optional<OttoModels> models = OttoModels.of(started);
    if (models.isEmpty()) {
      LogEvent.error(LOG, "jmx_start_failed")
          .with("scheduler", started.getSchedulerName())
          .say(
              "There are no management beans because there are no models to manage; add"
                  + " org.quartz.plugin.otto.class = dev.otto.models.quartz.OttoModelsPlugin"
                  + " to the properties of scheduler "
                  + started.getSchedulerName());
      return;
    }
    var operator = new QuartzOperator(models.get(), started);
    ModelBeans registered =
        ModelBeans.register(
            ManagementFactory.getPlatformMBeanServer(),
            started.getSchedulerName(),
            models.get(),
            operator,
            () -> ACTOR);
    beans = registered;
    runs = models.get().runs().onRun(new RunNews(registered));
  }

  @Override
  public void shutdown() {
    if (runs != null) {
      runs.close();
      runs = null;
    }
    if (beans != null) {
      beans.close();
      beans = null;
    }
  }
}
