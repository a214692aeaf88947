package dev.otto.scheduler.database;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * PostgreSQL's text vectors. The words are taken out of the texts here and not by a dictionary of
 * the server, so that both databases know the same ones, whatever the server's locale and
 * extensions.
 */
record TextVectors() implements FullText {
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}\\p{Co}]+");
  private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");

  /** A word must be shorter than 2 KiB, of which a letter takes up to four bytes. */
  private static final int MAX_WORD = 500;

  /** PostgreSQL keeps the place of a word up to this number. */
  private static final int MAX_PLACE = 16_383;

  /** The words between the texts, so that no phrase begins in one and ends in the other. */
  private static final int GAP = 10;

  @Override
  public String rowids() {
    return "SELECT rowid FROM run_search WHERE words @@ CAST(? AS tsquery)";
  }

  @Override
  public String expression(List<Phrase> phrases) {
    return phrases.stream()
        .map(TextVectors::expression)
        .filter(phrase -> !phrase.isEmpty())
        .collect(Collectors.joining(" & "));
  }

  private static String expression(Phrase phrase) {
    String words =
        words(phrase.words()).stream()
            .map(TextVectors::quoted)
            .collect(Collectors.joining(" <-> "));
    return words.isEmpty() ? "" : "(" + words + (phrase.begins() ? ":*" : "") + ")";
  }

  @Override
  public long add(Tx tx, String answer, String error) {
    return tx.query(
            "INSERT INTO run_search (words) VALUES (CAST(? AS tsvector)) RETURNING rowid",
            row -> row.number("rowid"),
            vector(answer, error))
        .getFirst();
  }

  /** The error comes first: it is short, and the places of words end. */
  private static String vector(String answer, String error) {
    var places = new LinkedHashMap<String, StringJoiner>();
    int next = place(places, words(error), 1);
    int unused = place(places, words(answer), next + GAP);
    return places.entrySet().stream()
        .map(word -> quoted(word.getKey()) + ":" + word.getValue())
        .collect(Collectors.joining(" "));
  }

  /** Adds the places of the words, and returns the one after them. */
  private static int place(Map<String, StringJoiner> places, List<String> words, int first) {
    IntStream.range(0, words.size())
        .forEach(
            i ->
                places
                    .computeIfAbsent(words.get(i), _ -> new StringJoiner(","))
                    .add(Integer.toString(Math.min(first + i, MAX_PLACE))));
    return first + words.size();
  }

  private static List<String> words(String text) {
    String plain = ACCENTS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    return Arrays.stream(SEPARATORS.split(Normalizer.normalize(plain, Normalizer.Form.NFC), -1))
        .filter(word -> !word.isEmpty())
        .map(TextVectors::folded)
        .toList();
  }

  private static String folded(String word) {
    return word.codePoints()
        .limit(MAX_WORD)
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A word is letters and digits, among which is no quote. */
  private static String quoted(String word) {
    return "'" + word + "'";
  }
}
