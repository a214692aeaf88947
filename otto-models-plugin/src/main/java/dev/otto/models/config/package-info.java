/**
 * The file {@code config.jsonc} as people edit it: one value is replaced and every other byte
 * stays, and a hand edit takes effect while the process runs.
 */
@NullMarked
package dev.otto.models.config;

import org.jspecify.annotations.NullMarked;
