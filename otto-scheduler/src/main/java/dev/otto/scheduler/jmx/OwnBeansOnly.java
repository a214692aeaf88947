package dev.otto.scheduler.jmx;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;
import org.jspecify.annotations.Nullable;

/**
 * Lets remote users read every bean, and change Otto's own only: the JVM's write heap dumps, switch
 * its logs and load classes, which is more than operating Otto.
 */
final class OwnBeansOnly implements InvocationHandler {
  private static final String OWN_DOMAIN = "dev.otto";
  private static final Set<String> CHANGES = Set.of("invoke", "setAttribute", "setAttributes");
  private static final Set<String> NEVER =
      Set.of("createMBean", "registerMBean", "unregisterMBean", "instantiate");

  private volatile @Nullable MBeanServer beans;

  private OwnBeansOnly() {}

  static MBeanServerForwarder forwarder() {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            OwnBeansOnly.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            new OwnBeansOnly());
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    switch (method.getName()) {
      case "setMBeanServer" -> {
        beans = arguments == null ? null : (MBeanServer) arguments[0];
        return null;
      }
      case "getMBeanServer" -> {
        return beans;
      }
      default -> requireAllowed(method.getName(), arguments);
    }
    try {
      return method.invoke(beans, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static void requireAllowed(String operation, @Nullable Object @Nullable [] arguments) {
    Object bean = arguments == null || arguments.length == 0 ? null : arguments[0];
    boolean own = bean instanceof ObjectName name && name.getDomain().equals(OWN_DOMAIN);
    if (NEVER.contains(operation) || (CHANGES.contains(operation) && !own)) {
      throw new SecurityException(
          "Remote users change beans of %s only; use a local tool for %s"
              .formatted(OWN_DOMAIN, bean));
    }
  }
}
