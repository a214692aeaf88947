package dev.otto.wire;

import java.util.List;

/** Entries of the audit, newest first. */
public record AuditPage(List<AuditItem> entries) {}
