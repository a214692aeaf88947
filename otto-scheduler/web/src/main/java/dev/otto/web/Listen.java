package dev.otto.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The address that a server listens on, and the names that it is called by. Port 0 takes any free
 * one.
 *
 * @param hostNames more names that a {@code Host} header may carry, for instance behind a proxy
 * @param tls the certificate and its key; empty speaks plain HTTP
 * @param allowInsecure take requests from other machines without TLS, because a proxy provides it
 */
public record Listen(
    String host, int port, Set<String> hostNames, Optional<SSLContext> tls, boolean allowInsecure) {
  static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /** Removes the brackets that an IPv6 address has inside a URL. */
  public Listen {
    host = host.replaceFirst("^\\[(.*)]$", "$1");
    hostNames = Set.copyOf(hostNames);
  }

  /** Returns an address with plain HTTP, for this machine only. */
  public static Listen loopback(int port) {
    return new Listen("127.0.0.1", port, Set.of(), Optional.empty(), false);
  }

  /**
   * Checks that no secret ever travels in the clear unless somebody wants it so.
   *
   * @param remedy what to set instead
   * @throws IllegalArgumentException if other machines could reach this address without TLS, or if
   *     it is none
   */
  public void requireTls(String server, String remedy) {
    if (tls.isEmpty() && !allowInsecure && !LOOPBACK.contains(host)) {
      throw new IllegalArgumentException(
          server + " does not accept other machines at " + host + " without TLS; " + remedy);
    }
    try {
      var unused = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          server
              + " cannot listen: "
              + host
              + " is no address; write 127.0.0.1, or an address of this machine",
          e);
    }
  }

  /** Returns the host as it stands in an address that is opened on this machine. */
  public String localHost() {
    boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
    return anywhere ? "127.0.0.1" : inAddress(host);
  }

  String addressOn(String name, int actualPort) {
    return (tls.isPresent() ? "https" : "http") + "://" + name + ":" + actualPort;
  }

  static String inAddress(String name) {
    return name.contains(":") ? "[" + name + "]" : name;
  }
}
