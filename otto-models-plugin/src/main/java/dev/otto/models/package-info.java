/**
 * Which models there are and which one a run uses: references, the catalog with its immutable
 * snapshots, the defaults of the flows, and the one resolver. Nothing here knows Quartz, HTTP or a
 * file format of the configuration.
 */
@NullMarked
package dev.otto.models;

import org.jspecify.annotations.NullMarked;
