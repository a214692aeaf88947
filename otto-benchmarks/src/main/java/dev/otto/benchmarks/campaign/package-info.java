/**
 * The campaign against a real daemon: strangers at both ports, kills, faults of OpenCode and of the
 * disk, and changes that race, with a fixed seed. It counts the promises of docs/reliability.md
 * that were broken.
 */
@NullMarked
package dev.otto.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;
