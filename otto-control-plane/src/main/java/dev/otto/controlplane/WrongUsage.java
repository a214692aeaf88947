package dev.otto.controlplane;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a wrong command line in one sentence with the remedy, instead of the whole help. */
public final class WrongUsage implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    var spec = failure.getCommandLine().getCommandSpec();
    failure
        .getCommandLine()
        .getErr()
        .println(
            spec.root().name()
                + ": "
                + sentence(failure)
                + suggestion(failure)
                    .map(word -> "; did you mean " + word + "?")
                    .orElse("; see: " + spec.qualifiedName(" ") + " --help"));
    return CommandLine.ExitCode.USAGE;
  }

  private static String sentence(ParameterException failure) {
    var argument = Optional.ofNullable(failure.getArgSpec());
    var value = Optional.ofNullable(failure.getValue());
    if (argument.isPresent() && value.isPresent()) {
      String name =
          argument.get() instanceof OptionSpec option
              ? option.longestName()
              : argument.get().paramLabel();
      return name + " cannot be \"" + value.get() + "\"";
    }
    return String.valueOf(failure.getMessage());
  }

  private static Optional<String> suggestion(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    // Somewhat like it is not enough: nobody who types "start" means "import".
    String typed = unmatched.getUnmatched().getFirst();
    return unmatched.getSuggestions().stream()
        .filter(word -> typed.length() > 2 && word.startsWith(typed.substring(0, 2)))
        .findFirst();
  }
}
