package dev.otto.scheduler.run;

import dev.otto.scheduler.database.FullText.Phrase;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The words that somebody looks for in answers and errors. All must be there, in any order; those
 * between quotes one after the other. A word that ends in an asterisk is the beginning of one.
 * Nothing else that is typed has a meaning, so that every text can be looked for.
 *
 * @param phrases the same as phrases, of which each is a word or what was between quotes
 */
record SearchText(List<Phrase> phrases) {
  static final int MAX_LENGTH = 500;

  private static final Pattern PART = Pattern.compile("\"([^\"]*)(\"|$)|[^\\s\"]+");
  private static final int MIN_BEGINNING = 2;

  SearchText {
    phrases = List.copyOf(phrases);
  }

  /** Reads what was typed; empty if there is no letter and no digit in it. */
  static Optional<SearchText> parse(String typed) {
    String text =
        typed
            .codePoints()
            .map(SearchText::visible)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    List<Phrase> all =
        PART.matcher(text)
            .results()
            .map(
                part ->
                    part.group(1) == null ? word(part.group()) : new Phrase(part.group(1), false))
            .filter(SearchText::hasWord)
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(new SearchText(all));
  }

  private static int visible(int character) {
    return Character.isISOControl(character) || isLoneSurrogate(character) ? ' ' : character;
  }

  private static boolean isLoneSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  private static Phrase word(String typed) {
    String beginning = typed.replaceFirst("\\*+$", "");
    boolean begins = beginning.length() < typed.length() && beginning.length() >= MIN_BEGINNING;
    return new Phrase(beginning, begins);
  }

  private static boolean hasWord(Phrase phrase) {
    return phrase.words().codePoints().anyMatch(Character::isLetterOrDigit);
  }
}
