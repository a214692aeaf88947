package dev.otto.scheduler.daemon;

import dev.otto.controlplane.session.LocalLogins;
import dev.otto.controlplane.session.LoginStore;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.shared.SharedFailedAttempts;
import dev.otto.scheduler.shared.SharedLogins;
import dev.otto.web.FailedAttempts;
import dev.otto.web.LocalFailedAttempts;

/** The configuration, paths, database, audit and acknowledgements, shared by all parts. */
record Services(
    OttoConfig config,
    OttoPaths paths,
    Environment environment,
    Database database,
    AuditLog audit,
    Acknowledgements acknowledgements) {

  /** Returns where logins to the pages are kept: in the database, if several Ottos can share it. */
  LoginStore logins() {
    return config.database().isPresent() ? new SharedLogins(database) : new LocalLogins();
  }

  /** Returns the labels of the nodes, of which this is one. */
  NodeLabels labels() {
    return new NodeLabels(database, config.node().labels());
  }

  /**
   * Returns what counts wrong tokens and passwords, for all Ottos that share the database.
   *
   * @param surface what they were tried on
   */
  FailedAttempts failedAttempts(String surface) {
    var own = new LocalFailedAttempts(System::nanoTime);
    return config.database().isPresent() ? new SharedFailedAttempts(database, surface, own) : own;
  }
}
