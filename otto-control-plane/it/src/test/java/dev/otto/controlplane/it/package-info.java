/**
 * The web control plane as an operator meets it: the whole daemon, a real browser, and every page
 * looked at with it. {@link dev.otto.controlplane.it.WithBrowser} marks what needs the browser.
 */
package dev.otto.controlplane.it;
