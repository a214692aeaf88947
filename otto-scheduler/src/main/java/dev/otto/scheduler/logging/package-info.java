/**
 * Where log lines go: SLF4J's key-value pairs and messages reach {@code java.util.logging} whole,
 * and come out as text for people at a terminal or as JSON lines for everything else. Helidon and
 * the JDK log there by themselves.
 */
@NullMarked
package dev.otto.scheduler.logging;

import org.jspecify.annotations.NullMarked;
