package dev.otto.jmx;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The text that a JMX client shows for a bean (on its interface), an attribute (on its getter), an
 * operation or a parameter. {@link DescribedBean} reads it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface Description {

  /** Returns a short text for the person at the client. */
  String value();

  /** Returns whether the operation changes something. */
  boolean changes() default false;
}
