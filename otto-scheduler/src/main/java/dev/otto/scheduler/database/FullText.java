package dev.otto.scheduler.database;

import java.util.List;

/**
 * A full-text search in the table {@code run_search}, whose rows have a {@code rowid}. Words are
 * runs of letters and digits, without case and accents.
 */
public sealed interface FullText permits Fts5, TextVectors {

  /**
   * Words that follow each other.
   *
   * @param words the text that contains them, with anything between them but letters and digits
   * @param begins whether the last one may be the beginning of a longer word
   */
  record Phrase(String words, boolean begins) {}

  /** Returns the query for the rows that match; its one parameter is an {@link #expression}. */
  String rowids();

  /** Returns the expression for rows that contain all the phrases. */
  String expression(List<Phrase> phrases);

  /** Adds a row with the words of these texts, and returns its {@code rowid}. */
  long add(Tx tx, String answer, String error);
}
