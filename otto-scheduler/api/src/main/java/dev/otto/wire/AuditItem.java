package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * One change: who, through what, and what it was before and after.
 *
 * @param node the node that recorded it, or finished what that one left pending; absent where no
 *     other shared the database
 */
public record AuditItem(
    long id,
    long at,
    String actor,
    String surface,
    String action,
    @Nullable String target,
    @Nullable String before,
    @Nullable String after,
    String outcome,
    @AbsentIfNull @Nullable String node) {}
