package dev.otto.controlplane.page;

/**
 * What went wrong, as its page shows it.
 *
 * @param advice what to do about it
 * @param waits whether the page is to be loaded again when Otto is back
 */
public record Problem(int status, String headline, String text, String advice, boolean waits) {}
