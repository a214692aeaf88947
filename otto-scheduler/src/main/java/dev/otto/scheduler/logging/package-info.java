/**
 * The log: SLF4J's messages and key-value pairs reach {@code java.util.logging} intact, and are
 * printed as text for people at a terminal or as JSON lines for everything else. Helidon and the
 * JDK log there by themselves.
 */
@NullMarked
package dev.otto.scheduler.logging;

import org.jspecify.annotations.NullMarked;
