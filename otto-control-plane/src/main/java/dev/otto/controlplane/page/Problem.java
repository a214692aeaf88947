package dev.otto.controlplane.page;

/**
 * A problem, as its page shows it.
 *
 * @param advice what to do about it
 * @param waits whether to reload the page when Otto is back
 */
public record Problem(int status, String headline, String text, String advice, boolean waits) {}
