/**
 * The move from the Node.js Otto: its database and files are read from a copy, its jobs, runs,
 * audit and notification profile are written in one transaction, and its profiles, flow defaults
 * and token are taken over as files. Every step can be repeated: what is there is left as it is.
 */
@NullMarked
package dev.otto.scheduler.nodeimport;

import org.jspecify.annotations.NullMarked;
