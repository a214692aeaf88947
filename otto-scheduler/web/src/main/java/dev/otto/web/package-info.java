/** The common parts of Otto's two web servers. They know the wire contract and no feature. */
@NullMarked
package dev.otto.web;

import org.jspecify.annotations.NullMarked;
