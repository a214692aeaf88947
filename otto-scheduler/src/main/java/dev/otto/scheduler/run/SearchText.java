package dev.otto.scheduler.run;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that somebody looks for in answers and errors. All must be there, in any order; those
 * between quotes one after the other. A word that ends in an asterisk is the beginning of one.
 * Nothing else that is typed has a meaning, so that every text can be looked for.
 *
 * @param expression the same in the language of SQLite's FTS5
 */
record SearchText(String expression) {
  static final int MAX_LENGTH = 500;

  private static final Pattern PART = Pattern.compile("\"([^\"]*)(\"|$)|[^\\s\"]+");
  private static final int MIN_BEGINNING = 2;

  /** Reads what was typed; empty if there is no letter and no digit in it. */
  static Optional<SearchText> parse(String typed) {
    String text =
        typed
            .codePoints()
            .map(SearchText::visible)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    String all =
        PART.matcher(text)
            .results()
            .map(part -> part.group(1) == null ? word(part.group()) : phrase(part.group(1)))
            .filter(SearchText::hasWord)
            .collect(Collectors.joining(" AND "));
    return all.isEmpty() ? Optional.empty() : Optional.of(new SearchText(all));
  }

  private static int visible(int character) {
    return Character.isISOControl(character) || isLoneSurrogate(character) ? ' ' : character;
  }

  private static boolean isLoneSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  private static String word(String typed) {
    String beginning = typed.replaceFirst("\\*+$", "");
    boolean begins = beginning.length() < typed.length() && beginning.length() >= MIN_BEGINNING;
    return phrase(beginning) + (begins ? "*" : "");
  }

  private static String phrase(String words) {
    return '"' + words + '"';
  }

  private static boolean hasWord(String part) {
    return part.codePoints().anyMatch(Character::isLetterOrDigit);
  }
}
