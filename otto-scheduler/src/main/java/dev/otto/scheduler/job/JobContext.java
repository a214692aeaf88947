package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelResolver;
import dev.otto.models.prompt.Agent;
import dev.otto.scheduler.node.NodeLabels;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The clock, zone, id generator, catalog and agents that jobs need.
 *
 * @param zone of cron jobs without a zone
 * @param freshIds generates ids for jobs without one
 * @param agents of OpenCode; empty if it does not answer
 * @param resolver of the models of jobs
 * @param defaultAgent of jobs that name none; empty is OpenCode's own
 * @param labels of the nodes that may run them
 */
public record JobContext(
    InstantSource clock,
    ZoneId zone,
    Supplier<String> freshIds,
    Supplier<CatalogSnapshot> catalog,
    Supplier<Optional<List<Agent>>> agents,
    ModelResolver resolver,
    Optional<String> defaultAgent,
    NodeLabels labels) {}
