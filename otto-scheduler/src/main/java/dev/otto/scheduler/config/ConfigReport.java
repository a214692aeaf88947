package dev.otto.scheduler.config;

import dev.otto.models.config.Jsonc;
import dev.otto.models.config.Jsonc.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The problems found while reading one configuration. */
final class ConfigReport {
  private final String file;
  private final Jsonc document;
  final List<Problem> errors = new ArrayList<>();
  final List<Problem> warnings = new ArrayList<>();

  /** Right, but maybe not expected; told to an operator who checks, and not logged. */
  final List<Problem> notes = new ArrayList<>();

  final List<Section> sections = new ArrayList<>();

  /** Values of the environment by the path of the key that they override. */
  final Map<String, Variable> overrides;

  /** The value of a variable, which overrides the file. */
  record Variable(String name, Node value) {}

  /** Creates a report that begins with the problems of the text itself. */
  ConfigReport(String file, Jsonc document, Map<String, Variable> overrides) {
    this.file = file;
    this.document = document;
    this.overrides = overrides;
    document.problems().forEach(problem -> errors.add(Problem.in(file, problem)));
  }

  /** Adds an error at this offset of the file. */
  void error(int offset, String message) {
    errors.add(at(offset, message));
  }

  void error(Variable variable, String message) {
    errors.add(new Problem(variable.name(), message));
  }

  void warn(int offset, String message) {
    warnings.add(at(offset, message));
  }

  void note(int offset, String message) {
    notes.add(at(offset, message));
  }

  private Problem at(int offset, String message) {
    return Problem.in(file, document.problemAt(offset, message));
  }
}
