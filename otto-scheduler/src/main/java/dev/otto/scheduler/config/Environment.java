package dev.otto.scheduler.config;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Everything that Otto takes from its surroundings. Read once in {@code Main} and passed in, so
 * that a test can set variables, time and randomness.
 *
 * @param random must be hard to guess, since the token is generated from it
 */
public record Environment(
    Map<String, String> variables,
    Path userHome,
    InstantSource clock,
    ZoneId zone,
    RandomGenerator random) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** Returns the same environment with more variables. */
  public Environment with(Map<String, String> more) {
    var all = new HashMap<>(variables);
    all.putAll(more);
    return new Environment(all, userHome, clock, zone, random);
  }

  /** Returns a unique id. */
  public String freshId() {
    long version = (random.nextLong() & ~0xF000L) | 0x4000L;
    long variant = (random.nextLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(version, variant).toString();
  }

  /** Returns the variable's value; empty if it is unset or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }
}
