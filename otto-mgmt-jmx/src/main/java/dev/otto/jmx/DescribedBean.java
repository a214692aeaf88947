package dev.otto.jmx;

import dev.otto.models.log.LogEvent;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import javax.management.StandardEmitterMBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MXBean with the texts of its {@link Description}s, which plain MXBeans lack, and with
 * exceptions that every client can load and show: an {@link IllegalArgumentException} of the bean
 * is a refusal and passes on its message; everything else is a defect and is logged.
 *
 * <p>Every call runs with the class loader of the thread that made the bean, the application's.
 * Threads of a local attach have none, and Quartz's JDBC stores then take a connection from the
 * pool, fail, and never give it back.
 */
public final class DescribedBean extends StandardEmitterMBean {
  private static final Logger LOG = LoggerFactory.getLogger(DescribedBean.class);

  private static final int MAX_LENGTH = 600;

  private final Class<?> type;
  private final ClassLoader application;

  /**
   * @param type the interface of an MXBean; its methods have different names
   */
  public <T> DescribedBean(T bean, Class<T> type, Notices notices) {
    super(bean, type, true, notices);
    this.type = type;
    ClassLoader current = Thread.currentThread().getContextClassLoader();
    this.application = current == null ? DescribedBean.class.getClassLoader() : current;
  }

  /** Gives the current thread the application's class loader, and returns the one it had. */
  private @Nullable ClassLoader enter() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(application);
    return before;
  }

  private static void leave(@Nullable ClassLoader before) {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Override
  public Object getAttribute(String attribute)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    ClassLoader before = enter();
    try {
      return super.getAttribute(attribute);
    } catch (RuntimeException e) {
      throw defect(attribute, e);
    } finally {
      leave(before);
    }
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    ClassLoader before = enter();
    try {
      return super.getAttributes(attributes);
    } finally {
      leave(before);
    }
  }

  @Override
  public void setAttribute(Attribute attribute)
      throws AttributeNotFoundException,
          InvalidAttributeValueException,
          MBeanException,
          ReflectionException {
    ClassLoader before = enter();
    try {
      super.setAttribute(attribute);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    } catch (RuntimeException e) {
      throw defect(attribute.getName(), e);
    } finally {
      leave(before);
    }
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    ClassLoader before = enter();
    try {
      return super.setAttributes(attributes);
    } finally {
      leave(before);
    }
  }

  @Override
  public Object invoke(
      String operation, Object @Nullable [] arguments, String @Nullable [] signature)
      throws MBeanException, ReflectionException {
    ClassLoader before = enter();
    try {
      return super.invoke(operation, arguments, signature);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    } catch (RuntimeException e) {
      throw defect(operation, e);
    } finally {
      leave(before);
    }
  }

  /** Returns an exception without a cause, whose class a client may not know. */
  private static MBeanException refused(IllegalArgumentException e) {
    String sentence = shortened(String.valueOf(e.getMessage()));
    return new MBeanException(new IllegalArgumentException(sentence), sentence);
  }

  /**
   * Shortens a sentence, which may quote whatever was pasted by mistake, so that it fits into a
   * window.
   */
  private static String shortened(String sentence) {
    return sentence.length() <= MAX_LENGTH
        ? sentence
        : sentence.substring(0, MAX_LENGTH) + " … (%,d characters)".formatted(sentence.length());
  }

  private MBeanException defect(String what, RuntimeException e) {
    String bean = type.getSimpleName();
    LogEvent.error(LOG, "jmx_defect")
        .with("bean", bean)
        .with("what", what)
        .because(e)
        .say(what + " of " + bean + " failed because of a defect");
    String sentence = what + " failed because of an internal error; see the application's log";
    return new MBeanException(new IllegalStateException(sentence), sentence);
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    Description description = type.getAnnotation(Description.class);
    return description == null ? super.getDescription(info) : description.value();
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    return method((info.isIs() ? "is" : "get") + info.getName())
        .map(getter -> getter.getAnnotation(Description.class))
        .map(Description::value)
        .orElseGet(() -> super.getDescription(info));
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return description(info).map(Description::value).orElseGet(() -> super.getDescription(info));
  }

  @Override
  protected int getImpact(MBeanOperationInfo info) {
    boolean changes = description(info).map(Description::changes).orElse(true);
    return changes ? MBeanOperationInfo.ACTION : MBeanOperationInfo.INFO;
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
    return parameter(operation, sequence)
        .map(parameter -> parameter.getAnnotation(Description.class))
        .map(Description::value)
        .orElseGet(() -> super.getDescription(operation, info, sequence));
  }

  /** Returns the name in the source, which the compiler is told to keep. */
  @Override
  protected String getParameterName(
      MBeanOperationInfo operation, MBeanParameterInfo info, int sequence) {
    return parameter(operation, sequence)
        .map(Parameter::getName)
        .orElseGet(() -> super.getParameterName(operation, info, sequence));
  }

  private Optional<Description> description(MBeanOperationInfo operation) {
    return method(operation.getName()).map(method -> method.getAnnotation(Description.class));
  }

  private Optional<Parameter> parameter(MBeanOperationInfo operation, int sequence) {
    return method(operation.getName()).map(method -> method.getParameters()[sequence]);
  }

  private Optional<Method> method(String name) {
    return Arrays.stream(type.getMethods()).filter(it -> it.getName().equals(name)).findFirst();
  }
}
