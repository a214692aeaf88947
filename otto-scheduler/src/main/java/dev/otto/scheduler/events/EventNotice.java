package dev.otto.scheduler.events;

import dev.otto.scheduler.events.EventLog.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An event, or a part of a long one, as the Ottos of a database tell it each other.
 *
 * @param sender a word that stands for the Otto where it happened
 * @param part from 1
 */
record EventNotice(String sender, EventKind kind, int part, int parts, String data) {
  private static final String START = "event ";

  /** The characters of a notice, of which PostgreSQL takes 8,000 bytes. */
  private static final int MAX_LENGTH = 2_500;

  /** Returns the notices of an event, in their order. */
  static List<EventNotice> of(String sender, EventKind kind, String data) {
    var texts = new ArrayList<String>();
    for (int begin = 0; begin < data.length() || texts.isEmpty(); ) {
      int end = Math.min(data.length(), begin + MAX_LENGTH);
      if (end < data.length() && Character.isHighSurrogate(data.charAt(end - 1))) {
        end++; // The two halves of a character stay together.
      }
      texts.add(data.substring(begin, end));
      begin = end;
    }
    return IntStream.range(0, texts.size())
        .mapToObj(i -> new EventNotice(sender, kind, i + 1, texts.size(), texts.get(i)))
        .toList();
  }

  /** Returns the text that is told. */
  String text() {
    return START + sender + " " + kind.key() + " " + part + " " + parts + " " + data;
  }

  /** Reads what was told; empty if that is no event. */
  static Optional<EventNotice> parse(String text) {
    if (!text.startsWith(START)) {
      return Optional.empty();
    }
    String[] words = text.substring(START.length()).split(" ", 5);
    return Optional.of(
        new EventNotice(
            words[0],
            EventKind.valueOf(words[1].toUpperCase(Locale.ROOT)),
            Integer.parseInt(words[2]),
            Integer.parseInt(words[3]),
            words[4]));
  }
}
