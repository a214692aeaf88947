package dev.otto.scheduler.config;

/**
 * Something wrong with the configuration.
 *
 * @param where {@code file:line:column}, or the environment variable
 * @param message which key, which value, and what is allowed
 */
public record Problem(String where, String message) {
  @Override
  public String toString() {
    return where + ": " + message;
  }
}
