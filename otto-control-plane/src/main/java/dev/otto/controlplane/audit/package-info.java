/** Who changed what, through what, and what exactly became different. */
@NullMarked
package dev.otto.controlplane.audit;

import org.jspecify.annotations.NullMarked;
