package dev.otto.scheduler.http;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.wire.ErrorCode;
import io.helidon.http.HeaderNames;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Security;
import io.helidon.security.SecurityEnvironment;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets in: the {@code Host} must be one of ours (a page elsewhere cannot point a name of its
 * own at this machine), the token must be right, and Otto must be ready.
 */
final class Access {
  static final String OPEN_PATH = "/observe/health";

  private static final Actor UNKNOWN = new Actor("unknown", Surface.REST);
  private static final Logger log = LoggerFactory.getLogger(Access.class);

  private final Set<String> hostNames;
  private final Security security;
  private final AcceptedHeader accepted;
  private final FailedAttempts failures;
  private final BooleanSupplier ready;
  private final ApiServer.Denials denials;

  /** Nearly every request repeats it to the letter. */
  private volatile String lastKnownHost = "localhost";

  Access(
      Set<String> hostNames,
      Supplier<byte[]> token,
      FailedAttempts failures,
      BooleanSupplier ready,
      ApiServer.Denials denials) {
    this.hostNames = hostNames;
    this.security =
        Security.builder().addAuthenticationProvider(new BearerTokenProvider(token)).build();
    this.accepted = new AcceptedHeader(token);
    this.failures = failures;
    this.ready = ready;
    this.denials = denials;
  }

  /** Throws what to answer to a request that does not get in. */
  void require(ServerRequest request) {
    requireKnownHost(request);
    requirePlainFraming(request);
    if (!isOpen(request)) {
      requireToken(request);
      requireReady();
    }
  }

  private static boolean isOpen(ServerRequest request) {
    return request.prologue().uriPath().rawPath().equals(OPEN_PATH);
  }

  private void requireKnownHost(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (host.equals(lastKnownHost)) {
      return;
    }
    if (hostNames.contains(nameOf(host))) {
      lastKnownHost = host;
    } else {
      if (failures.failed(addressOf(request)) instanceof FailedAttempts.Verdict.Refuse) {
        noteDenied(request, "unknown host");
      }
      throw ApiException.invalid(
          "The Host header names a host this server does not answer for; use its own address or"
              + " add the name to externalApi.hostNames");
    }
  }

  /** Without the port, in lower case; an IPv6 address without its brackets. */
  static String nameOf(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      int end = lower.indexOf(']');
      return end < 0 ? lower : lower.substring(1, end);
    }
    int colon = lower.lastIndexOf(':');
    return colon < 0 ? lower : lower.substring(0, colon);
  }

  /** Two ways at once to say how long a body is are how requests are smuggled. */
  private static void requirePlainFraming(ServerRequest request) {
    var headers = request.headers();
    if (!headers.contains(HeaderNames.CONTENT_LENGTH)
        && !headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      return;
    }
    boolean chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
    List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
    boolean wrongLength =
        lengths.size() > 1 || lengths.stream().anyMatch(length -> !length.matches("[0-9]{1,18}"));
    boolean wrongEncoding =
        chunked && !headers.all(HeaderNames.TRANSFER_ENCODING, List::of).equals(List.of("chunked"));
    if (wrongLength || wrongEncoding || (chunked && !lengths.isEmpty())) {
      throw new ApiException(
          ErrorCode.INVALID_REQUEST,
          "The length of the body is not clear; send one Content-Length or"
              + " Transfer-Encoding: chunked",
          List.of(),
          Map.of("Connection", "close"));
    }
  }

  private void requireToken(ServerRequest request) {
    if (accepted.isRepeatedBy(request)) {
      return;
    }
    byte[] token = accepted.tokenNow();
    AuthenticationResponse outcome = authenticate(request);
    if (outcome.status().isSuccess()) {
      accepted.remember(request, token);
      return;
    }
    switch (failures.failed(addressOf(request))) {
      case FailedAttempts.Verdict.Refuse() -> {
        noteDenied(request, "wrong or missing token");
        throw new ApiException(
            ErrorCode.UNAUTHORIZED,
            "The token is missing or wrong; send Authorization: Bearer with the token of"
                + " ~/.otto/secrets/internal-api.token",
            List.of(),
            Map.of("WWW-Authenticate", "Bearer"));
      }
      case FailedAttempts.Verdict.Wait(long seconds) ->
          throw new ApiException(
              ErrorCode.TOO_MANY_REQUESTS,
              "Too many wrong tokens from this address; wait " + seconds + " seconds",
              List.of(),
              Map.of("Retry-After", Long.toString(seconds)));
    }
  }

  private AuthenticationResponse authenticate(ServerRequest request) {
    List<String> offered = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    var environment = SecurityEnvironment.builder(security.serverTime()).method("GET");
    offered.forEach(value -> environment.header("Authorization", value));
    return security
        .contextBuilder(Integer.toString(request.id()))
        .env(environment.build())
        .build()
        .authenticate();
  }

  /** A full disk must not turn a refusal into anything else. */
  private void noteDenied(ServerRequest request, String reason) {
    try {
      denials.denied(UNKNOWN, text(request), reason + ", from " + addressOf(request));
    } catch (RuntimeException e) {
      log.warn("A refused request could not be audited", e);
    }
  }

  private static String addressOf(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "unknown";
  }

  private static String text(ServerRequest request) {
    return request.prologue().method().text() + " " + request.prologue().uriPath().rawPath();
  }

  private void requireReady() {
    if (!ready.getAsBoolean()) {
      throw new ApiException(
          ErrorCode.SERVICE_UNAVAILABLE,
          "Otto is starting or stopping; try again in a moment",
          List.of(),
          Map.of("Retry-After", "1"));
    }
  }
}
