package dev.otto.scheduler.config;

/**
 * One problem of the configuration.
 *
 * @param where {@code file:line:column}, or the environment variable
 * @param message which key, which value, and what is allowed
 */
public record Problem(String where, String message) {

  static Problem in(String file, dev.otto.models.config.Problem problem) {
    String place = problem.line() == 0 ? "" : ":" + problem.line() + ":" + problem.column();
    return new Problem(file + place, problem.message());
  }

  @Override
  public String toString() {
    return where + ": " + message;
  }
}
