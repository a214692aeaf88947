package dev.otto.controlplane;

import dev.otto.controlplane.session.LocalLogins;
import dev.otto.controlplane.session.LoginStore;
import dev.otto.web.FailedAttempts;
import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The settings of a control plane.
 *
 * @param listen its address and host names
 * @param otto how to reach Otto
 * @param clock the time, for sessions and for what pages show
 * @param random must be hard to guess, since session ids are generated from it
 * @param logins where sessions and links are kept
 * @param failures counts wrong tokens
 */
public record ControlPlaneSettings(
    Listen listen,
    OttoAddress otto,
    InstantSource clock,
    RandomGenerator random,
    LoginStore logins,
    FailedAttempts failures) {

  /**
   * Checks that no session ever travels in the clear unless somebody wants it so.
   *
   * @throws IllegalArgumentException if the address is open to other machines
   */
  public ControlPlaneSettings {
    requireTls(listen);
  }

  /** Keeps logins and failures in memory, where nobody shares them. */
  public ControlPlaneSettings(
      Listen listen, OttoAddress otto, InstantSource clock, RandomGenerator random) {
    this(listen, otto, clock, random, new LocalLogins(), new LocalFailedAttempts(System::nanoTime));
  }

  /**
   * Checks an address by itself.
   *
   * @throws IllegalArgumentException if it is open to other machines
   */
  public static void requireTls(Listen listen) {
    listen.requireTls(
        "The control plane",
        "put a proxy with TLS in front of it and set controlPlane.allowInsecure"
            + " (--allow-insecure)");
  }

  /**
   * The Otto that it belongs to.
   *
   * @param token read for each request, so that a rotated one takes effect at once
   * @param client the beginning of an HTTP client, which may trust a certificate of its own
   */
  public record OttoAddress(URI url, Supplier<String> token, HttpClient.Builder client) {
    public OttoAddress(URI url, Supplier<String> token) {
      this(url, token, HttpClient.newBuilder());
    }

    @Override
    public String toString() {
      return "Otto[" + url + "]";
    }
  }
}
