package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;

/** The models page. */
public record ModelsView(Catalog catalog) {}
