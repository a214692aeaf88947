package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.OttoConfig;
import java.util.Properties;
import org.quartz.impl.StdSchedulerFactory;

/** The properties that every scheduler of Otto's has. */
final class QuartzSettings {
  /** The threads beside those for prompts, so that Otto's own jobs never wait for a slow model. */
  static final int SYSTEM_THREADS = 4;

  private QuartzSettings() {}

  /** Returns the properties of a scheduler that runs so many jobs at a time. */
  static Properties of(OttoConfig config, String name, int threads) {
    Properties properties = of(name, threads);
    if (config.jmx().enabled() && config.jmx().quartzBean()) {
      properties.setProperty(StdSchedulerFactory.PROP_SCHED_JMX_EXPORT, "true");
    }
    return properties;
  }

  /** Returns those that no configuration changes. */
  static Properties of(String name, int threads) {
    var properties = new Properties();
    // Quartz hands out the scheduler it has under a name; one process may hold several of us.
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, name);
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_THREAD_NAME, "otto-scheduler");
    properties.setProperty(StdSchedulerFactory.PROP_THREAD_POOL_CLASS, RunThreads.class.getName());
    properties.setProperty("org.quartz.threadPool.threadCount", String.valueOf(threads));
    properties.setProperty("org.quartz.threadPool.threadNamePrefix", "otto-run");
    properties.setProperty(StdSchedulerFactory.PROP_SCHED_MAX_BATCH_SIZE, String.valueOf(threads));
    return properties;
  }
}
