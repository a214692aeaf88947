package dev.otto.scheduler.jmx;

import javax.management.remote.JMXPrincipal;
import javax.security.auth.Subject;

/** Whoever calls a bean just now. */
final class RemoteUser {
  /** Somebody in a process of the same user on this machine, who attached to Otto's. */
  private static final String LOCAL = "local";

  private RemoteUser() {}

  static String name() {
    Subject subject = Subject.current();
    if (subject == null) {
      return LOCAL;
    }
    return subject.getPrincipals(JMXPrincipal.class).stream()
        .map(JMXPrincipal::getName)
        .findFirst()
        .orElse(LOCAL);
  }
}
