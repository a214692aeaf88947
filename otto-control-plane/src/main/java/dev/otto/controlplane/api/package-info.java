/**
 * Otto as the pages know it: the REST contract, a method a route, answered with records. What is
 * expected to fail comes back as a {@link dev.otto.controlplane.api.Result}; a page that can do
 * nothing about it calls {@code orThrow} and the failure is shown as a page of its own. The token
 * is asked for with each call and appears in no message.
 */
@NullMarked
package dev.otto.controlplane.api;

import org.jspecify.annotations.NullMarked;
