/**
 * The plugin's logging: a sentence for people and the same facts as fields for programs, with
 * whichever SLF4J the application brings.
 */
@NullMarked
package dev.otto.models.log;

import org.jspecify.annotations.NullMarked;
