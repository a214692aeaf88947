/**
 * Builds the archive that an operator unpacks and runs without Java installed: both programs with
 * their libraries, a Java runtime of only the modules they need, caches that make them start fast,
 * man pages, completions and samples. Run by {@code ./mvnw -Pdist package}; nothing of it is in the
 * archive.
 */
@NullMarked
package dev.otto.archive;

import org.jspecify.annotations.NullMarked;
