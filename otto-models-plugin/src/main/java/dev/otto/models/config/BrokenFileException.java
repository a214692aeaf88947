package dev.otto.models.config;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The file was read, but what stands in it cannot be used. */
public final class BrokenFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  BrokenFileException(Problem problem) {
    this(List.of(problem));
  }

  /** All that is wrong, at least one, in the order of the file. */
  BrokenFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
