/**
 * The file {@code config.jsonc} as people edit it: one value is replaced while every other byte
 * stays, and a manual edit takes effect while the process runs.
 */
@NullMarked
package dev.otto.models.config;

import org.jspecify.annotations.NullMarked;
