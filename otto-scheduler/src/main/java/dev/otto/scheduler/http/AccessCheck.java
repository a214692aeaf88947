package dev.otto.scheduler.http;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.FailedAttempts;
import dev.otto.web.KnownHosts;
import dev.otto.web.Route;
import dev.otto.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check that each call passes: the {@code Host} must be one of ours (a page elsewhere cannot
 * point a name of its own at this machine), the token must be right, and Otto must be ready.
 */
final class AccessCheck {
  private static final Actor UNKNOWN = new Actor("unknown", Surface.REST);
  private static final Logger log = LoggerFactory.getLogger(AccessCheck.class);

  private final KnownHosts hosts;
  private final Authentication authentication;
  private final FailedAttempts failures;
  private final BooleanSupplier ready;
  private final ApiServer.DenialListener denials;

  AccessCheck(
      KnownHosts hosts,
      Authentication authentication,
      FailedAttempts failures,
      BooleanSupplier ready,
      ApiServer.DenialListener denials) {
    this.hosts = hosts;
    this.authentication = authentication;
    this.failures = failures;
    this.ready = ready;
    this.denials = denials;
  }

  /** Checks a call, and throws the refusal of one that is not let in. */
  void require(Call call, Route.Access access) {
    requireKnownHost(call);
    if (access == Route.Access.AUTHENTICATED) {
      requireToken(call);
      requireReady();
    }
  }

  private void requireKnownHost(Call call) {
    if (hosts.contains(call.host())) {
      return;
    }
    if (failures.failed(call.peer()).isEmpty()) {
      noteDenied(call, "unknown host");
    }
    throw ApiException.invalid(
        "The Host header names a host this server does not answer for; use its own address or"
            + " add the name to externalApi.hostNames");
  }

  private void requireToken(Call call) {
    if (authentication.accepts(call)) {
      call.trust();
      return;
    }
    Optional<Duration> wait = failures.failed(call.peer());
    if (wait.isPresent()) {
      throw tooMany(wait.get().toSeconds());
    }
    noteDenied(call, "wrong or missing token");
    throw new ApiException(
        ErrorCode.UNAUTHORIZED,
        "The token is missing or wrong; send Authorization: Bearer with the token of"
            + " ~/.otto/secrets/internal-api.token",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  private static ApiException tooMany(long seconds) {
    return new ApiException(
        ErrorCode.TOO_MANY_REQUESTS,
        "Too many wrong tokens from this address; wait " + seconds + " seconds",
        List.of(),
        Map.of("Retry-After", Long.toString(seconds)));
  }

  /** Records a refusal; a full disk must not turn it into anything else. */
  private void noteDenied(Call call, String reason) {
    try {
      String request = call.method() + " " + call.path();
      denials.denied(UNKNOWN, request, reason + ", from " + call.peer());
    } catch (RuntimeException e) {
      log.warn("A refused request could not be audited: {}", e.getMessage());
    }
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
