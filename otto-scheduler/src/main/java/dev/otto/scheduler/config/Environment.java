package dev.otto.scheduler.config;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What Otto takes from the world around it. Read once in {@code Main} and passed in, so that a test
 * can set variables, time and chance.
 *
 * @param random must be hard to guess: the token is drawn from it
 */
public record Environment(
    Map<String, String> variables, Path userHome, InstantSource clock, RandomGenerator random) {

  public Environment {
    variables = Map.copyOf(variables);
  }

  /** The variable's value; empty where it is not set or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }
}
