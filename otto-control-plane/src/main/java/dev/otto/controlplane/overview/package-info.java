/** The start page: how Otto is, what ran in the last day, and what needs somebody's attention. */
@NullMarked
package dev.otto.controlplane.overview;

import org.jspecify.annotations.NullMarked;
