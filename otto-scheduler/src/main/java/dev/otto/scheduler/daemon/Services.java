package dev.otto.scheduler.daemon;

import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.Database;

/** The configuration, paths, database, audit and acknowledgements, shared by all parts. */
record Services(
    OttoConfig config,
    OttoPaths paths,
    Environment environment,
    Database database,
    AuditLog audit,
    Acknowledgements acknowledgements) {}
