/**
 * The Ottos that share a database, or the only one: what each says of itself, who of them lives,
 * and which take no new prompts, because an operator drains them.
 */
@NullMarked
package dev.otto.scheduler.node;

import org.jspecify.annotations.NullMarked;
