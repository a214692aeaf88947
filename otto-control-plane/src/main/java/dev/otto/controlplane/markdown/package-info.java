/**
 * Markdown that a model wrote, as HTML in which only what is listed here can be: {@link
 * dev.otto.controlplane.markdown.Markdown}.
 */
@NullMarked
package dev.otto.controlplane.markdown;

import org.jspecify.annotations.NullMarked;
