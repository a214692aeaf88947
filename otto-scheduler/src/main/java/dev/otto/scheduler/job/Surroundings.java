package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * The clock, zone, id generator and catalog that jobs need.
 *
 * @param zone of cron jobs without a zone
 * @param freshIds generates ids for jobs without one
 */
public record Surroundings(
    InstantSource clock,
    ZoneId zone,
    Supplier<String> freshIds,
    Supplier<CatalogSnapshot> catalog) {}
