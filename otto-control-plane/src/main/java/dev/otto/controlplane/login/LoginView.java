package dev.otto.controlplane.login;

import org.jspecify.annotations.Nullable;

/**
 * The login page.
 *
 * @param next the address to continue at
 * @param error why the last attempt failed
 * @param link the code of a one-time link, which the page submits by itself
 */
public record LoginView(String next, @Nullable String error, @Nullable String link) {}
