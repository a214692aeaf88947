/**
 * Values that the Ottos on one PostgreSQL share besides jobs and runs, and that a single Otto keeps
 * in files: the flow defaults with the budgets, and the token of the API. Each is a row that is
 * read again when another Otto may have changed it. The file of a machine seeds an empty row.
 */
@NullMarked
package dev.otto.scheduler.shared;

import org.jspecify.annotations.NullMarked;
