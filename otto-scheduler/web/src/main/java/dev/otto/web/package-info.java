/**
 * The toolkit of both of Otto's web servers: routes, calls, replies, JSON, and the Helidon server
 * behind them. Knows the wire contract and no feature; whoever uses it needs no Helidon type.
 */
@NullMarked
package dev.otto.web;

import org.jspecify.annotations.NullMarked;
