package dev.otto.controlplane.markdown;

import dev.otto.controlplane.page.HarmlessText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address elsewhere that a link may lead to: a web page by its whole address, or a mailbox. An
 * address below the page would be one of Otto's own.
 *
 * @param shown what a reader is told of it
 */
record Destination(String url, String shown) {

  /** Returns the destination; empty if nothing may link to it. */
  static Optional<Destination> of(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return Optional.ofNullable(shown(uri, scheme))
          .filter(_ -> HarmlessText.of(url).equals(url))
          .map(shown -> new Destination(url, shown));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static @Nullable String shown(URI uri, String scheme) {
    return switch (scheme) {
      case "http", "https" -> uri.getHost();
      case "mailto" -> uri.getRawSchemeSpecificPart();
      default -> null;
    };
  }
}
