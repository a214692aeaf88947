package dev.otto.ctl.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/** What may stand in the place of an argument. */
sealed interface Value {

  /** One of these. */
  record Words(List<String> words) implements Value {}

  /** What a running Otto tells. */
  record FromOtto(Known kind) implements Value {}

  record File() implements Value {}

  /** Text that nobody can foretell. */
  record Text() implements Value {}

  static Value of(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    if (candidates instanceof Known kind) {
      return new FromOtto(kind);
    }
    if (candidates != null) {
      var words = new ArrayList<String>();
      candidates.forEach(words::add);
      return new Words(words);
    }
    return argument.paramLabel().equals("FILE") ? new File() : new Text();
  }
}
