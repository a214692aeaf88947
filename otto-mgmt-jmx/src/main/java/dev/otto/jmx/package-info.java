/**
 * Model management over JMX: beans that JConsole and every other JMX client can show and edit, for
 * any Quartz application ({@link dev.otto.jmx.OttoJmxPlugin}) and for the daemon ({@link
 * dev.otto.jmx.ModelBeans}). What a bean changes goes through a {@link dev.otto.jmx.ModelOperator};
 * what leaves it are types of the JDK only, since a client has no class of ours.
 */
@NullMarked
package dev.otto.jmx;

import org.jspecify.annotations.NullMarked;
