/**
 * The web control plane: a backend for the browser and its pages. It reaches Otto only through the
 * REST contract with the bearer token; the browser reaches only this backend and never sees the
 * token. This package assembles the parts.
 */
@NullMarked
package dev.otto.controlplane;

import org.jspecify.annotations.NullMarked;
