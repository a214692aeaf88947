package dev.otto.controlplane.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the control plane listens and by which names it is called. Port 0 takes any free one.
 *
 * @param hostNames more names that a {@code Host} header may carry, for instance behind a proxy
 * @param allowInsecure take requests from other machines without TLS, because a proxy provides it
 */
public record Listen(String host, int port, List<String> hostNames, boolean allowInsecure) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /**
   * Checks that no session ever travels in the clear unless somebody wants it so.
   *
   * @throws IllegalArgumentException if the address is open to other machines
   */
  public Listen {
    hostNames = List.copyOf(hostNames);
    if (!allowInsecure && !LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          "The control plane has no TLS, so it does not accept other machines at "
              + host
              + "; put a proxy with TLS in front of it and set controlPlane.allowInsecure");
    }
  }

  /** For this machine only. */
  public static Listen loopback(int port) {
    return new Listen("127.0.0.1", port, List.of(), false);
  }

  /** As it stands in an address that is opened on this machine. */
  public String hostInAddress() {
    boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
    return anywhere ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
  }

  Set<String> allowedHosts() {
    var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(LOOPBACK);
    names.add(host);
    names.addAll(hostNames);
    return names;
  }
}
