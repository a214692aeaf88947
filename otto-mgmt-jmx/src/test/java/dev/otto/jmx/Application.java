package dev.otto.jmx;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.otto.models.quartz.OttoModels;
import dev.otto.models.quartz.OttoModelsPlugin;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.function.Executable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** Somebody's Quartz application with both plugins, from a properties file and nothing else. */
final class Application implements AutoCloseable {
  static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private final Scheduler scheduler;
  private final String suffix;

  private Application(Scheduler scheduler, String suffix) {
    this.scheduler = scheduler;
    this.suffix = suffix;
  }

  /** A started one; its files are in the folder. */
  static Application start(Path folder, OfferedModels openCode) throws Exception {
    return start(folder, openCode, "app");
  }

  /** The same with this name, and more lines in its properties. */
  static Application start(Path folder, OfferedModels openCode, String name, String... more)
      throws Exception {
    Scheduler scheduler = create(properties(folder, openCode, name, more));
    scheduler.start();
    return new Application(scheduler, "scheduler=" + name);
  }

  static Scheduler create(Path properties) throws SchedulerException {
    return new StdSchedulerFactory(properties.toString()).getScheduler();
  }

  static Path properties(Path folder, OfferedModels openCode, String name, String... more)
      throws IOException {
    Path file = folder.resolve("quartz.properties");
    String lines =
        """
        org.quartz.scheduler.instanceName = %s
        org.quartz.scheduler.skipUpdateCheck = true
        org.quartz.threadPool.class = org.quartz.simpl.SimpleThreadPool
        org.quartz.threadPool.threadCount = 2
        org.quartz.plugin.ajmx.class = %s
        org.quartz.plugin.otto.class = %s
        org.quartz.plugin.otto.openCodeUrl = %s
        org.quartz.plugin.otto.configFile = %s
        %s
        """
            .formatted(
                name,
                OttoJmxPlugin.class.getName(),
                OttoModelsPlugin.class.getName(),
                openCode.url(),
                folder.resolve("config.jsonc"),
                String.join("\n", more));
    return Files.writeString(file, lines);
  }

  static Set<ObjectName> beans() {
    try {
      return SERVER.queryNames(new ObjectName("dev.otto:*"), null);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  Scheduler scheduler() {
    return scheduler;
  }

  OttoModels models() throws SchedulerException {
    return OttoModels.of(scheduler).orElseThrow();
  }

  ObjectName name(String type) throws JMException {
    return new ObjectName("dev.otto:type=" + type + "," + suffix);
  }

  Object get(String type, String attribute) throws JMException {
    return SERVER.getAttribute(name(type), attribute);
  }

  void set(String type, String attribute, Object value) throws JMException {
    SERVER.setAttribute(name(type), new Attribute(attribute, value));
  }

  Object invoke(String type, String operation, Object... arguments) throws JMException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    return SERVER.invoke(name(type), operation, arguments, signature);
  }

  /** The sentence that a client shows; the classes beside it are ones that it has. */
  static String refusal(Executable attempt) {
    var e = assertThrows(MBeanException.class, attempt);
    var cause = ForeignClient.receive(e.getCause());
    if (cause.getClass() != IllegalArgumentException.class || cause.getCause() != null) {
      throw new AssertionError("a refusal should be one of a bad argument", e);
    }
    return e.getMessage();
  }

  /** What the bean tells from now on. */
  BlockingQueue<Notification> notifications(String type) throws JMException {
    var heard = new LinkedBlockingQueue<Notification>();
    SERVER.addNotificationListener(name(type), (told, handback) -> heard.add(told), null, null);
    return heard;
  }

  static String fact(Notification notification, String key) {
    return (String) ((CompositeData) notification.getUserData()).get(key);
  }

  static CompositeData row(Object table, String key) {
    return (CompositeData) ((TabularData) table).get(new Object[] {key}).get("value");
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(true);
  }
}
