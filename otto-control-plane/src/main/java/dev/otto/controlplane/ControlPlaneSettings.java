package dev.otto.controlplane;

import dev.otto.web.Listen;
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
 */
public record ControlPlaneSettings(
    Listen listen, OttoAddress otto, InstantSource clock, RandomGenerator random) {

  /**
   * Checks that no session ever travels in the clear unless somebody wants it so.
   *
   * @throws IllegalArgumentException if the address is open to other machines
   */
  public ControlPlaneSettings {
    requireTls(listen);
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
