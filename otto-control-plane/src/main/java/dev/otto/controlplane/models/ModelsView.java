package dev.otto.controlplane.models;

import org.jspecify.annotations.Nullable;

/**
 * The models page.
 *
 * @param refresh the result of the last refresh requested here; shown once
 */
public record ModelsView(
    CatalogView catalog, DefaultsView defaults, @Nullable RefreshView refresh) {}
