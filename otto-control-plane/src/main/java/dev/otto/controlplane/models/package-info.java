/** The models that Otto may use, the defaults of the flows, and how to choose one. */
@NullMarked
package dev.otto.controlplane.models;

import org.jspecify.annotations.NullMarked;
