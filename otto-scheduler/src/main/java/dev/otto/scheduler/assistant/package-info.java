/** The interactive path: one question, one answer, by the same resolver that jobs use. */
@NullMarked
package dev.otto.scheduler.assistant;

import org.jspecify.annotations.NullMarked;
