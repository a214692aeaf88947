package dev.otto.web;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that a server answers for. Any other is refused: a page elsewhere could point a name of
 * its own at this machine and then read what is here.
 */
public final class KnownHosts {
  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /** The last header that was accepted, which nearly every request repeats to the letter. */
  private volatile String lastKnown = "localhost";

  public KnownHosts(Listen listen) {
    names.addAll(Listen.LOOPBACK);
    names.add(listen.host());
    names.addAll(listen.hostNames());
  }

  /** Reports whether this {@code Host} header, with or without a port, names one of them. */
  public boolean contains(String header) {
    if (header.equals(lastKnown)) {
      return true;
    }
    boolean known = names.contains(nameOf(header));
    if (known) {
      lastKnown = header;
    }
    return known;
  }

  /** Returns the name without the port; an IPv6 address without its brackets. */
  private static String nameOf(String header) {
    String host = header.strip().toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
