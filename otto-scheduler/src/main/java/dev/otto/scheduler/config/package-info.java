/**
 * What the operator configured: the file {@code config.jsonc}, the environment variables that
 * override it, the paths of everything Otto keeps, and the token of the external API. A broken file
 * is reported whole, each error with its line and column.
 */
@NullMarked
package dev.otto.scheduler.config;

import org.jspecify.annotations.NullMarked;
