package dev.otto.controlplane.page;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text from elsewhere, such as a prompt or an answer, in a form that shows what is in it: colours
 * of a terminal are left out, and characters that are obeyed and not seen have their number
 * instead, such as those that turn the direction of what follows.
 */
public final class HarmlessText {
  private static final Pattern TERMINAL =
      Pattern.compile(
          "\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]{0,2000}(\u0007|\u001b\\\\)");

  private HarmlessText() {}

  /** Returns the text without what a reader cannot see. */
  public static String of(String text) {
    return text.chars().noneMatch(HarmlessText::hidden)
        ? text
        : withNumbers(TERMINAL.matcher(text).replaceAll(""));
  }

  private static String withNumbers(String text) {
    var shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (!hidden(character)) {
        shown.append(character);
      } else if (character != '\r') {
        shown.append(String.format(Locale.ROOT, "[U+%04X]", (int) character));
      }
    }
    return shown.toString();
  }

  /** Reports whether a browser or a terminal obeys the character, or shows nothing for it. */
  private static boolean hidden(int character) {
    return switch (character) {
      case '\n', '\t' -> false;
      case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF -> true;
      default ->
          Character.isISOControl(character)
              || (character >= 0x202A && character <= 0x202E)
              || (character >= 0x2066 && character <= 0x206F);
    };
  }

  /** Returns at most so many characters of the text; none is cut in two. */
  public static String beginning(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    boolean inTwo = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, inTwo ? characters - 1 : characters);
  }
}
