/**
 * What changes in Otto, told to the browsers that look. {@link
 * dev.otto.controlplane.live.EventRelay} keeps one stream to Otto for all of them; the script
 * {@code live.js} fetches anew those pieces of a page that name the kind of an event in {@code
 * data-live}, and leaves filters, scroll and focus as they are.
 */
@NullMarked
package dev.otto.controlplane.live;

import org.jspecify.annotations.NullMarked;
