/** The audit log: who changed what, through which surface, and the exact difference. */
@NullMarked
package dev.otto.controlplane.audit;

import org.jspecify.annotations.NullMarked;
