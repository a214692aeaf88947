/**
 * The jobs: their stored definitions, the rules by which operators change them, and the Quartz
 * triggers derived from them. The table is the truth; a trigger that disagrees with it is wrong.
 */
@NullMarked
package dev.otto.scheduler.job;

import org.jspecify.annotations.NullMarked;
