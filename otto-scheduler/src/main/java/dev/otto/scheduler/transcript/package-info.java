/**
 * The transcripts of runs: what models said and did in them, taken before OpenCode's session is
 * deleted, kept for some days and nowhere else.
 */
@NullMarked
package dev.otto.scheduler.transcript;

import org.jspecify.annotations.NullMarked;
