/**
 * What the tests of server, command line and control plane hold their messages against: the one
 * OpenAPI document. Compiled into the tests of each of them, and part of none of their jars.
 */
@NullMarked
package dev.otto.contract;

import org.jspecify.annotations.NullMarked;
