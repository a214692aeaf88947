/**
 * The HTTP client of an OpenCode server: reads its models, and prompts them unattended. OpenCode's
 * requests during a prompt are answered at once, and an answer is certain to belong to its
 * question. Only listed fields of OpenCode's answers are read, and failures are described in Otto's
 * own words, because the rest contains provider keys.
 */
@NullMarked
package dev.otto.models.opencode;

import org.jspecify.annotations.NullMarked;
