/**
 * Values that the Ottos on one PostgreSQL share besides jobs and runs, and that a single Otto keeps
 * in files or in memory: the flow defaults with the budgets and the token of the API, each a row
 * that is read again when another Otto may have changed it and that the file of a machine seeds;
 * the logins to the pages, and who tried wrong tokens how often.
 */
@NullMarked
package dev.otto.scheduler.shared;

import org.jspecify.annotations.NullMarked;
