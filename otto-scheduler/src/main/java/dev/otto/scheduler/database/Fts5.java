package dev.otto.scheduler.database;

import java.util.List;
import java.util.stream.Collectors;

/** SQLite's FTS5. */
record Fts5() implements FullText {

  @Override
  public String rowids() {
    return "SELECT rowid FROM run_search WHERE run_search MATCH ?";
  }

  @Override
  public String expression(List<Phrase> phrases) {
    return phrases.stream()
        .map(phrase -> '"' + phrase.words() + '"' + (phrase.begins() ? "*" : ""))
        .collect(Collectors.joining(" AND "));
  }

  @Override
  public long add(Tx tx, String answer, String error) {
    int unused = tx.update("INSERT INTO run_search (answer, error) VALUES (?, ?)", answer, error);
    return tx.queryNumber("SELECT last_insert_rowid()");
  }
}
