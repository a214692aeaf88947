/**
 * Clients of JMX that know nothing of Otto, each a program of its own, at an {@code otto demo} that
 * is one too; and the command line beside them.
 */
package dev.otto.jmx.it;
