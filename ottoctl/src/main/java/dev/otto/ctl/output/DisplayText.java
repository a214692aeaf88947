package dev.otto.ctl.output;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Text as a terminal shows it: colours take no place, and some characters take two. */
final class DisplayText {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final String PLAIN = "\u001b[0m";
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN, UnicodeScript.HANGUL, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);

  private DisplayText() {}

  /** Returns the number of columns that the text takes. */
  static int width(String text) {
    return COLOUR.matcher(text).replaceAll("").codePoints().map(DisplayText::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default ->
          WIDE.contains(UnicodeScript.of(character)) || Character.isEmojiPresentation(character)
              ? 2
              : 1;
    };
  }

  /** Returns lines of at most that width, broken at blanks where there are any; at least one. */
  static List<String> wrap(String text, int width) {
    var lines = new ArrayList<String>();
    for (String line : text.split("\n", -1)) {
      lines.addAll(width(line) <= width ? List.of(line) : new Wrapping(width).of(line));
    }
    return lines;
  }

  /** The lines of one text while they are filled; a colour goes on in the next line. */
  private static final class Wrapping {
    private final int width;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private String colour = "";

    Wrapping(int width) {
      this.width = width;
    }

    List<String> of(String text) {
      var colours = COLOUR.matcher(text);
      int at = 0;
      while (at < text.length()) {
        if (colours.find(at) && colours.start() == at) {
          colour = colours.group().equals(PLAIN) ? "" : colours.group();
          line.append(colours.group());
          at = colours.end();
        } else {
          int character = text.codePointAt(at);
          add(character);
          at += Character.charCount(character);
        }
      }
      lines.add(line.toString());
      return lines;
    }

    private void add(int character) {
      if (width(line.toString()) + width(character) > width) {
        int blank = line.lastIndexOf(" ");
        boolean atWord = character != ' ' && blank > 0 && colour.isEmpty();
        String rest = atWord ? line.substring(blank + 1) : "";
        line.setLength(atWord ? blank : line.length());
        lines.add(line + (colour.isEmpty() ? "" : PLAIN));
        line.setLength(0);
        line.append(colour).append(rest);
        if (character == ' ') {
          return;
        }
      }
      line.appendCodePoint(character);
    }
  }
}
