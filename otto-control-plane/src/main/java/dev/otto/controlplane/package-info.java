/**
 * The web control plane: a backend for the browser and its pages. It reaches Otto through the REST
 * contract with the bearer token and through nothing else; the browser reaches only this backend
 * and never sees the token. Here the parts are put together.
 */
@NullMarked
package dev.otto.controlplane;

import org.jspecify.annotations.NullMarked;
