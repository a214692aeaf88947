/**
 * The administration of models while Otto runs: the one service that changes flow defaults, the one
 * that refreshes the catalog on request, and the usage of each model. HTTP, JMX and the web all end
 * here, so that each change is checked and audited in the same way.
 */
@NullMarked
package dev.otto.scheduler.models;

import org.jspecify.annotations.NullMarked;
