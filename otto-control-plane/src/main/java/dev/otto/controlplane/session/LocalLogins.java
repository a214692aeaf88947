package dev.otto.controlplane.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the logins of this process, in memory. */
public final class LocalLogins implements LoginStore {
  private final Map<String, Login> byKey =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Login> eldest) {
          return size() > MOST;
        }
      };

  @Override
  public synchronized void add(Login login) {
    byKey.values().removeIf(known -> !known.holds(login.begunAt()));
    byKey.put(login.key(), login);
  }

  @Override
  public synchronized Optional<Login> find(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  @Override
  public synchronized void extend(String key, Instant expiresAt) {
    byKey.computeIfPresent(key, (_, login) -> new Login(key, login.begunAt(), expiresAt));
  }

  @Override
  public synchronized boolean remove(String key) {
    return byKey.remove(key) != null;
  }
}
