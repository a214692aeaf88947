/**
 * Budgets: what each prompt has spent, kept in step with the table {@code model_usage}, and handed
 * to the resolver as one immutable value.
 */
@NullMarked
package dev.otto.scheduler.budget;

import org.jspecify.annotations.NullMarked;
