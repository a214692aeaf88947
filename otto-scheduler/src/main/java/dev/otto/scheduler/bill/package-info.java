/** The bill of a prompt, by model: its table, and its form in the REST API. */
@NullMarked
package dev.otto.scheduler.bill;

import org.jspecify.annotations.NullMarked;
