package dev.otto.models.config;

/**
 * What is wrong with the file, for the person who edits it.
 *
 * @param line counted from 1; 0 where no place in the file is to blame
 * @param column counted from 1 in characters; 0 where no place in the file is to blame
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
