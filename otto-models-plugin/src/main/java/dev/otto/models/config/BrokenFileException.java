package dev.otto.models.config;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when the file could be read but its content cannot be used. */
public final class BrokenFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  BrokenFileException(Problem problem) {
    this(List.of(problem));
  }

  /** Creates an exception with at least one problem, in the order of the file. */
  BrokenFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** Returns every problem, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
