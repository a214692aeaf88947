package dev.otto.scheduler.http;

import dev.otto.web.Call;
import io.helidon.security.AuthenticationResponse;
import io.helidon.security.Security;
import io.helidon.security.SecurityEnvironment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Helidon's security with the one {@link BearerTokenProvider}, which decides. Nearly every call
 * repeats to the letter the header that was accepted before; only that yes is remembered, and only
 * until the token changes.
 */
final class Authentication {
  private final Supplier<byte[]> token;
  private final Security security;
  private volatile @Nullable Accepted last;

  private static final class Accepted {
    final byte[] header;
    final byte[] token;

    Accepted(byte[] header, byte[] token) {
      this.header = header;
      this.token = token;
    }
  }

  Authentication(Supplier<byte[]> token) {
    this.token = token;
    this.security =
        Security.builder().addAuthenticationProvider(new BearerTokenProvider(token)).build();
  }

  /** Reports whether a call shows the token, in the same time however much of it is right. */
  boolean accepts(Call call) {
    byte[] header = String.join("\n", call.authorization()).getBytes(StandardCharsets.UTF_8);
    // Before the provider looks, so that a token rotated meanwhile never goes with the old header.
    byte[] now = token.get();
    Accepted known = last;
    if (known != null
        && MessageDigest.isEqual(known.header, header)
        && MessageDigest.isEqual(known.token, now)) {
      return true;
    }
    boolean accepted = authenticate(call).status().isSuccess();
    if (accepted) {
      last = new Accepted(header, now);
    }
    return accepted;
  }

  private AuthenticationResponse authenticate(Call call) {
    var environment = SecurityEnvironment.builder(security.serverTime()).method("GET");
    call.authorization().forEach(value -> environment.header("Authorization", value));
    return security
        .contextBuilder(Integer.toString(call.number()))
        .env(environment.build())
        .build()
        .authenticate();
  }
}
