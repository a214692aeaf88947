package dev.otto.controlplane.session;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps logins: in memory, or in a database where browsers may come to any of several Ottos. What
 * has expired may be there for some time.
 */
public interface LoginStore {
  /** The number of logins that are kept; the eldest give way. */
  int MOST = 300;

  /** Adds one, and drops those that have expired when it begins. */
  void add(Login login);

  /** Returns the login with this key. */
  Optional<Login> find(String key);

  /** Changes until when it holds, if it is there. */
  void extend(String key, Instant expiresAt);

  /** Removes it; true for the one caller who did. */
  boolean remove(String key);
}
