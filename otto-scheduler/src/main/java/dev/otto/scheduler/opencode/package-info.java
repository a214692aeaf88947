/**
 * Prompts an OpenCode server: one session for each run, an answer that is certain to belong to its
 * question, and failures in Otto's own words, because OpenCode's texts may hold provider keys.
 */
@NullMarked
package dev.otto.scheduler.opencode;

import org.jspecify.annotations.NullMarked;
