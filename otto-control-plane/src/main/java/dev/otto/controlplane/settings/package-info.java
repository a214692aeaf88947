/** The settings: when the operator is notified, and the facts about this Otto. */
@NullMarked
package dev.otto.controlplane.settings;

import org.jspecify.annotations.NullMarked;
