package dev.otto.scheduler.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The header that authentication accepted last. There is one token, so nearly every request repeats
 * it to the letter, and need not go through the whole of Helidon's security again; until the token
 * is another.
 */
final class AcceptedHeader {
  private final Supplier<byte[]> token;
  private volatile @Nullable Pair last;

  private static final class Pair {
    final byte[] header;
    final byte[] token;

    Pair(byte[] header, byte[] token) {
      this.header = header;
      this.token = token;
    }
  }

  AcceptedHeader(Supplier<byte[]> token) {
    this.token = token;
  }

  /** Takes the same time however much of the header is right. */
  boolean isRepeatedBy(ServerRequest request) {
    Pair pair = last;
    return pair != null
        && MessageDigest.isEqual(pair.header, header(request))
        && MessageDigest.isEqual(pair.token, token.get());
  }

  /** The token as it is before authentication looks at it; goes with {@link #remember}. */
  byte[] tokenNow() {
    return token.get();
  }

  /**
   * Authentication accepted this request.
   *
   * @param before taken before, so that a token rotated meanwhile never goes with the old header
   */
  void remember(ServerRequest request, byte[] before) {
    last = new Pair(header(request), before);
  }

  private static byte[] header(ServerRequest request) {
    List<String> values = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    return String.join("\n", values).getBytes(StandardCharsets.UTF_8);
  }
}
