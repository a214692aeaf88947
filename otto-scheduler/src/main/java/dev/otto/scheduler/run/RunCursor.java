package dev.otto.scheduler.run;

import dev.otto.scheduler.database.PageCursor;
import java.util.Optional;

/**
 * The end of a page of runs, which are sorted by newest start first. It names a run instead of a
 * number of runs, so that pages stay as they are while new ones start.
 *
 * @param newer whether the runs before it are meant, which started later
 */
record RunCursor(PageCursor end, boolean newer) {
  private static final String NEWER = "~";

  static RunCursor olderThan(Run run) {
    return new RunCursor(new PageCursor(run.timing().startedAt(), run.id()), false);
  }

  static RunCursor newerThan(Run run) {
    return new RunCursor(new PageCursor(run.timing().startedAt(), run.id()), true);
  }

  /** Returns the text for clients, who need not understand it. */
  String text() {
    return (newer ? NEWER : "") + end.text();
  }

  /** Parses a cursor; empty for text that is none. */
  static Optional<RunCursor> parse(String text) {
    boolean newer = text.startsWith(NEWER);
    return PageCursor.parse(newer ? text.substring(NEWER.length()) : text)
        .map(end -> new RunCursor(end, newer));
  }
}
