/**
 * The operator's configuration: the file {@code config.jsonc}, the environment variables that
 * override it, the paths of everything Otto keeps, and the token of the external API. A broken file
 * is reported completely, each error with its line and column.
 */
@NullMarked
package dev.otto.scheduler.config;

import org.jspecify.annotations.NullMarked;
