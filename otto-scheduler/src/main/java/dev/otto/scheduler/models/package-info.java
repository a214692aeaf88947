/**
 * Changing and looking at model management while Otto runs: the one service that changes flow
 * defaults, the one that refreshes the catalog at somebody's wish, and who uses which model. HTTP,
 * JMX and the web all end here, so that each change is checked and audited the same way.
 */
@NullMarked
package dev.otto.scheduler.models;

import org.jspecify.annotations.NullMarked;
