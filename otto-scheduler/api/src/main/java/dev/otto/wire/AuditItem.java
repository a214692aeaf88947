package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/** One change: who, through what, and what it was before and after. */
public record AuditItem(
    long id,
    long at,
    String actor,
    String surface,
    String action,
    @Nullable String target,
    @Nullable String before,
    @Nullable String after,
    String outcome) {}
