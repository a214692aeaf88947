package dev.otto.ctl.output;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width of the terminal, in columns. */
public final class TerminalWidth {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d+ ([1-9]\\d{0,4})\\s*");

  private TerminalWidth() {}

  /** Returns what COLUMNS says, else the size of the terminal; without either there is no limit. */
  public static int of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("COLUMNS"))
        .filter(text -> NUMBER.matcher(text).matches())
        .or(TerminalWidth::ofTheTerminal)
        .map(Integer::parseInt)
        .orElse(Integer.MAX_VALUE);
  }

  private static Optional<String> ofTheTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.from(new File("/dev/tty")))
              .redirectError(Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Optional.of(ROWS_AND_COLUMNS.matcher(size))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1));
    } catch (IOException e) {
      return Optional.empty(); // No terminal, or no stty.
    }
  }
}
