/**
 * A search field that finds pages, jobs, models and actions: a dialog, and a page without scripts.
 */
@NullMarked
package dev.otto.controlplane.palette;

import org.jspecify.annotations.NullMarked;
