/** What both of Otto's web servers are made of. Knows the wire contract and no feature. */
@NullMarked
package dev.otto.web;

import org.jspecify.annotations.NullMarked;
