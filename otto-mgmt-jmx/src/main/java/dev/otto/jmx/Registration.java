package dev.otto.jmx;

import dev.otto.models.log.LogEvent;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of one scheduler's beans in one server. Schedulers of the same name, in applications
 * that share a server, are told apart by a number.
 */
final class Registration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final MBeanServer server;
  private final String scheduler;
  private final int instance;
  private final List<ObjectName> registered = new ArrayList<>();

  /**
   * @param instance counted from 1
   */
  Registration(MBeanServer server, String scheduler, int instance) {
    this.server = server;
    this.scheduler = scheduler;
    this.instance = instance;
  }

  ObjectName name(String type) {
    String suffix = instance == 1 ? "" : ",instance=" + instance;
    try {
      return new ObjectName("dev.otto:type=" + type + ",scheduler=" + value(scheduler) + suffix);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("\"" + type + "\" cannot be the type of a bean", e);
    }
  }

  /**
   * Returns the text as a key value, quoted only if necessary, since quotes are a nuisance in every
   * client.
   */
  private static String value(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> ",=:\"*?\n".indexOf(c) >= 0);
    return plain ? text : ObjectName.quote(text);
  }

  synchronized void add(String type, DescribedBean bean) throws InstanceAlreadyExistsException {
    try {
      registered.add(server.registerMBean(bean, name(type)).getObjectName());
    } catch (InstanceAlreadyExistsException e) {
      throw e;
    } catch (JMException e) {
      throw new IllegalStateException(name(type) + " cannot be registered: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    registered.forEach(this::remove);
    registered.clear();
  }

  private void remove(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      LOG.debug("{} was unregistered by another program", name);
    } catch (JMException | RuntimeException e) {
      LogEvent.warn(LOG, "jmx_unregister_failed")
          .with("bean", name)
          .because(e)
          .say("The bean " + name + " could not be unregistered");
    }
  }
}
