/**
 * The server of the pages. The {@link dev.otto.controlplane.http.Guard} stands before every route:
 * it looks at the session, the origin and the form's token, so no page can forget to. A feature
 * offers its routes as a {@link dev.otto.web.RouteGroup} and answers with a {@link
 * dev.otto.web.Reply}.
 */
@NullMarked
package dev.otto.controlplane.http;

import org.jspecify.annotations.NullMarked;
