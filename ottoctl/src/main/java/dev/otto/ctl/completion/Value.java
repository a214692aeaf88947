package dev.otto.ctl.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;

/** The possible values of an argument. */
sealed interface Value {

  /** One of these. */
  record Words(List<String> words) implements Value {}

  /** The values that a running Otto returns. */
  record FromOtto(Known kind) implements Value {}

  record File() implements Value {}

  /** Free text. */
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
