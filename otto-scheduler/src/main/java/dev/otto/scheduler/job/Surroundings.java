package dev.otto.scheduler.job;

import dev.otto.models.CatalogSnapshot;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;

/**
 * What the jobs need to know of the world around them.
 *
 * @param zone of cron jobs that name none
 * @param freshIds for jobs that name none
 */
public record Surroundings(
    InstantSource clock,
    ZoneId zone,
    Supplier<String> freshIds,
    Supplier<CatalogSnapshot> catalog) {}
