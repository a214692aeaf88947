package dev.otto.ctl.client;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The address of a part of Otto: the one that an option or the environment names, else the one the
 * local daemon publishes, else the configured one.
 *
 * @param trust the certificates to accept there
 */
public record Address(URI url, Trust trust) {

  /** A part that listens. */
  public enum Part {
    EXTERNAL_API("externalApi", "OTTO_EXTERNAL_API_", "4191", "--url"),
    CONTROL_PLANE("controlPlane", "OTTO_CONTROL_PLANE_", "4192", "--control-plane-url");

    private final String section;
    private final String variables;
    private final String port;
    private final String option;

    Part(String section, String variables, String port, String option) {
      this.section = section;
      this.variables = variables;
      this.port = port;
      this.option = option;
    }

    public String byDefault() {
      return "http://127.0.0.1:" + port;
    }

    /** Fails for an address of the pages below a path, where their own links would not lead. */
    private void requireNoPath(URI url) {
      if (this == CONTROL_PLANE && !url.getPath().isEmpty()) {
        throw ApiException.usage(
            url
                + " has a path, but the control plane is always at the root of a host; give it a"
                + " host name of its own behind the proxy, and leave the path out.");
      }
    }

    private Optional<String> set(Map<String, String> environment, String variable) {
      return Connection.set(environment, variables + variable);
    }

    private Optional<Address> of(LocalDaemon daemon) {
      return switch (this) {
        case EXTERNAL_API ->
            Optional.of(
                new Address(
                    daemon.externalApi(),
                    daemon
                        .certificateSha256()
                        .<Trust>map(Trust.Pinned::new)
                        .orElseGet(Trust.Default::new)));
        case CONTROL_PLANE ->
            daemon.controlPlane().map(address -> new Address(address, new Trust.Default()));
      };
    }
  }

  /** Returns the same address, where only this is trusted. */
  public Address trusting(Trust other) {
    return new Address(url, other);
  }

  /** Finds the address; throws {@link ApiException} if nobody there may get the token. */
  public static Address of(Part part, Optional<String> option, Map<String, String> environment) {
    return option
        .or(() -> part.set(environment, "URL"))
        .map(text -> written(text, part))
        .orElseGet(() -> ofThisMachine(part, environment));
  }

  /** Finds the address if neither an option nor the environment names a complete one. */
  public static Address ofThisMachine(Part part, Map<String, String> environment) {
    return LocalDaemon.find(LocalConfig.home(environment), part.option)
        .flatMap(daemon -> told(daemon, part, environment))
        .orElseGet(() -> configured(part, environment));
  }

  /** Returns the published address; empty if the environment names another host or port. */
  private static Optional<Address> told(
      LocalDaemon daemon, Part part, Map<String, String> environment) {
    Optional<Address> told = part.of(daemon);
    var host = host(part, environment);
    var port = port(part, environment);
    if (told.isEmpty() && host.isEmpty() && port.isEmpty()) {
      throw ApiException.unreachable(
          "The Otto on this machine runs without its control plane; set controlPlane.enabled in its"
              + " configuration, or name another one with "
              + part.option
              + ".");
    }
    return told.filter(address -> address.isAt(host, port));
  }

  private boolean isAt(Optional<String> host, Optional<String> port) {
    return host.orElse(url.getHost()).equals(url.getHost())
        && port.orElse(Integer.toString(url.getPort())).equals(Integer.toString(url.getPort()));
  }

  private static Address configured(Part part, Map<String, String> environment) {
    Fields section = LocalConfig.read(environment).section(part.section);
    String host =
        host(part, environment)
            .or(() -> section.find("host").map(Address::reachable))
            .orElse("127.0.0.1");
    String port =
        port(part, environment)
            .or(() -> section.find("port").filter(Address::isOne))
            .orElse(part.port);
    return written((speaksTls(section) ? "https://" : "http://") + host + ":" + port, part);
  }

  /** Reports whether the section configures TLS; the sample has both keys, with null. */
  private static boolean speaksTls(Fields section) {
    Fields tls = section.in("tls");
    return tls.find("certificate").isPresent() && tls.find("privateKey").isPresent();
  }

  private static Optional<String> host(Part part, Map<String, String> environment) {
    return part.set(environment, "HOST").map(Address::reachable);
  }

  private static Optional<String> port(Part part, Map<String, String> environment) {
    return part.set(environment, "PORT").filter(Address::isOne);
  }

  /** Reports whether it is a definite port; 0 lets the daemon choose any. */
  private static boolean isOne(String port) {
    return !port.equals("0");
  }

  /** Returns the host, as in an address, by which a client on this machine reaches it. */
  private static String reachable(String host) {
    String plain = host.replaceAll("[\\[\\]]", "");
    if (plain.equals("0.0.0.0") || plain.equals("::")) {
      return "127.0.0.1";
    }
    return plain.contains(":") ? "[" + plain + "]" : plain;
  }

  private static Address written(String text, Part part) {
    try {
      var url = URI.create(text.strip().replaceAll("/+$", ""));
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        part.requireNoPath(url);
        return new Address(url, new Trust.Default());
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Said below, with the value.
    }
    throw ApiException.usage(
        "\"" + text + "\" is not an address of Otto; write it like " + part.byDefault() + ".");
  }
}
