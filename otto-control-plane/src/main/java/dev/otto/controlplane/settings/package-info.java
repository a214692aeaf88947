/** When the operator is told what, and which Otto this is. */
@NullMarked
package dev.otto.controlplane.settings;

import org.jspecify.annotations.NullMarked;
