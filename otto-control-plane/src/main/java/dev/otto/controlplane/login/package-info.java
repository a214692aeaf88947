/**
 * The way in and out: the page that takes the token, the one-time links that programs ask for, and
 * the log out.
 */
@NullMarked
package dev.otto.controlplane.login;

import org.jspecify.annotations.NullMarked;
