/**
 * Otto as the pages see it: the REST contract, one method for each route, answered with records.
 * Expected failures are returned as a {@link dev.otto.controlplane.api.Result}; a page that can do
 * nothing about one calls {@code orThrow}, and the failure is shown as a page of its own. The token
 * is read for each call and appears in no message.
 */
@NullMarked
package dev.otto.controlplane.api;

import org.jspecify.annotations.NullMarked;
