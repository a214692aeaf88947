package dev.otto.controlplane.login;

import org.jspecify.annotations.Nullable;

/**
 * The login page.
 *
 * @param next where to go afterwards
 * @param error why the last attempt failed
 * @param link the code of a one-time link, to be sent on by itself
 */
public record LoginView(String next, @Nullable String error, @Nullable String link) {}
