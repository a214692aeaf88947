package dev.otto.controlplane.models;

import org.jspecify.annotations.Nullable;

/**
 * The models page.
 *
 * @param refresh how the last refresh that was asked for here ended; told once
 */
public record ModelsView(
    CatalogView catalog, DefaultsView defaults, @Nullable RefreshView refresh) {}
