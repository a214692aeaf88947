/**
 * Live changes in the browser. {@link dev.otto.controlplane.live.EventRelay} keeps one stream to
 * Otto for all browsers; the script {@code live.js} reloads those pieces of a page that name the
 * kind of an event in {@code data-live}, and keeps filters, scroll position and focus.
 */
@NullMarked
package dev.otto.controlplane.live;

import org.jspecify.annotations.NullMarked;
