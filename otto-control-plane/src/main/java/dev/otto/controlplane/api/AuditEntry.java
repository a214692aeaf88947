package dev.otto.controlplane.api;

import org.jspecify.annotations.Nullable;

/** Who changed what, through what. */
public record AuditEntry(
    long id,
    long at,
    String actor,
    String surface,
    String action,
    @Nullable String target,
    @Nullable String before,
    @Nullable String after,
    String outcome) {}
