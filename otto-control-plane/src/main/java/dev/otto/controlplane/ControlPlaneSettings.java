package dev.otto.controlplane;

import dev.otto.controlplane.http.Listen;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a control plane needs to start.
 *
 * @param listen where it listens, and by which names it is called
 * @param otto where it finds Otto, and what it trusts there
 * @param clock the time, for sessions and for what pages show
 * @param random must be hard to guess: sessions are drawn from it
 */
public record ControlPlaneSettings(
    Listen listen, Otto otto, InstantSource clock, RandomGenerator random) {

  /**
   * The Otto it belongs to.
   *
   * @param token asked for again and again, so that a rotated one counts at once
   * @param client the beginning of an HTTP client, which may trust a certificate of its own
   */
  public record Otto(URI url, Supplier<String> token, HttpClient.Builder client) {
    public Otto(URI url, Supplier<String> token) {
      this(url, token, HttpClient.newBuilder());
    }

    @Override
    public String toString() {
      return "Otto[" + url + "]";
    }
  }
}
