/**
 * Logging in and out: the page that accepts the token, the one-time links that programs request,
 * and the logout.
 */
@NullMarked
package dev.otto.controlplane.login;

import org.jspecify.annotations.NullMarked;
