/**
 * How the plugin logs: a sentence for people and the same facts as fields for programs, in any
 * application, whichever SLF4J that brings along.
 */
@NullMarked
package dev.otto.models.log;

import org.jspecify.annotations.NullMarked;
