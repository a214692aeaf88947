package dev.otto.scheduler.cli;

import dev.otto.scheduler.daemon.StartException;
import java.util.Map;
import picocli.CommandLine;

/**
 * Refuses what cannot be taken as it was typed. The launcher gives Java a locale in UTF-8; what is
 * no text in it comes here with replacement characters.
 */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String MEND =
      " is not text in UTF-8; write it in UTF-8, and use a locale such as LC_ALL=C.UTF-8";

  private Utf8() {}

  /** Throws for the first argument, or variable of Otto, that is damaged. */
  public static void require(Map<String, String> variables, String... arguments)
      throws StartException {
    for (String argument : arguments) {
      if (isDamaged(argument)) {
        throw new StartException(CommandLine.ExitCode.USAGE, '"' + argument + '"' + MEND, null);
      }
    }
    for (var variable : variables.entrySet()) {
      String name = variable.getKey();
      boolean ours = name.equals("HOME") || name.startsWith("OTTO_");
      if (ours && isDamaged(variable.getValue())) {
        throw new StartException(StartException.BAD_CONFIGURATION, name + MEND, null);
      }
    }
  }

  private static boolean isDamaged(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }
}
