/**
 * The way from a browser's request to a page's handler and back. The {@link
 * dev.otto.controlplane.http.Guard} stands before every route: it looks at the host, the session,
 * the origin and the form's token, so no page can forget to. A feature offers its routes as a
 * {@link dev.otto.controlplane.http.RouteGroup} and answers with a {@link
 * dev.otto.controlplane.http.Reply}.
 */
@NullMarked
package dev.otto.controlplane.http;

import org.jspecify.annotations.NullMarked;
