/**
 * The output of results: for a person a table with colours, for a pipe lines with tabs, for a
 * program one JSON document.
 */
@NullMarked
package dev.otto.ctl.output;

import org.jspecify.annotations.NullMarked;
