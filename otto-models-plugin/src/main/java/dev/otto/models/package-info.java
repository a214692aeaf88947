/**
 * The available models and the choice of one for a run: references, the catalog with its immutable
 * snapshots, the flow defaults, and the one resolver. Nothing here depends on Quartz, HTTP or the
 * format of the configuration file.
 */
@NullMarked
package dev.otto.models;

import org.jspecify.annotations.NullMarked;
