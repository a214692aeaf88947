package dev.otto.ctl.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.ctl.client.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;

/**
 * Rejects text that was damaged on its way. The launcher gives Java a UTF-8 locale; input that is
 * not text in it arrives with replacement characters.
 */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String MARK = "\uFEFF";
  private static final String MEND =
      " is not text in UTF-8, and would not arrive as it was typed; use a terminal that types UTF-8,"
          + " and a locale such as LC_ALL=C.UTF-8.";

  private Utf8() {}

  /** Throws {@link ApiException} for the first damaged argument or variable of Otto. */
  public static void require(List<String> arguments, Map<String, String> environment) {
    for (String argument : arguments) {
      if (isDamaged(argument)) {
        throw ApiException.usage('"' + argument + '"' + MEND);
      }
    }
    environment.forEach(
        (name, value) -> {
          if ((name.equals("HOME") || name.startsWith("OTTO_")) && isDamaged(value)) {
            throw ApiException.usage(name + MEND);
          }
        });
  }

  private static boolean isDamaged(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /**
   * Returns the bytes as text, without the mark that some editors put before it; fails if they are
   * none. UTF-16 without such a mark would be text, but one with a NUL at every letter.
   */
  static String text(byte[] bytes, String source) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw ApiException.usage(source + MEND);
      }
      return text.startsWith(MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw ApiException.usage(source + MEND);
    }
  }
}
