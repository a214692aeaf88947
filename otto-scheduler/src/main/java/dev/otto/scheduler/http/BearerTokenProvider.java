package dev.otto.scheduler.http;

import dev.otto.web.Call;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Principal;
import io.helidon.security.ProviderRequest;
import io.helidon.security.SecurityResponse;
import io.helidon.security.spi.AuthenticationProvider;
import io.helidon.security.util.TokenHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Knows the one token of this Otto. It is asked for anew on each request, so a rotated one counts
 * at once.
 */
final class BearerTokenProvider implements AuthenticationProvider {
  private static final int UNAUTHORIZED = 401;

  private final TokenHandler header =
      TokenHandler.builder().tokenHeader("Authorization").tokenPattern(Call.BEARER).build();
  private final Supplier<byte[]> token;

  BearerTokenProvider(Supplier<byte[]> token) {
    this.token = token;
  }

  @Override
  public AuthenticationResponse authenticate(ProviderRequest request) {
    return offered(request)
        .filter(this::isRight)
        .map(right -> AuthenticationResponse.success(Principal.create("api-token")))
        .orElseGet(BearerTokenProvider::refused);
  }

  private Optional<String> offered(ProviderRequest request) {
    try {
      return header.extractToken(request.env().headers());
    } catch (SecurityException e) {
      // No bearer token at all. The exception carries the header, which may be a secret.
      return Optional.empty();
    }
  }

  /** Compares in the same time however much of the token is right. */
  private boolean isRight(String offered) {
    return MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), token.get());
  }

  private static AuthenticationResponse refused() {
    return AuthenticationResponse.builder()
        .status(SecurityResponse.SecurityStatus.FAILURE_FINISH)
        .statusCode(UNAUTHORIZED)
        .responseHeader("WWW-Authenticate", "Bearer")
        .description("wrong or missing token")
        .build();
  }
}
