/**
 * Several Ottos on one PostgreSQL, as processes: {@link dev.otto.benchmarks.cluster.Cluster} starts
 * them, each with an OpenCode of its own and a way to the database of its own that can be cut.
 */
@NullMarked
package dev.otto.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
