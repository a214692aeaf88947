package dev.otto.models.config;

/**
 * One problem of the file, worded for the person who edits it.
 *
 * @param line counted from 1; 0 if the problem has no position
 * @param column counted from 1 in characters; 0 if the problem has no position
 */
public record Problem(int line, int column, String message) {

  static Problem ofWholeFile(String message) {
    return new Problem(0, 0, message);
  }

  @Override
  public String toString() {
    return line == 0 ? message : "line " + line + ", column " + column + ": " + message;
  }
}
