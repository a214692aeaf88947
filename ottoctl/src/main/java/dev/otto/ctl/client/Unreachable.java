package dev.otto.ctl.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The sentence about a server that could not be talked to: why not, and what to do. */
final class Unreachable {
  private static final String START = "is `otto serve` running? Name another address with --url";

  private Unreachable() {}

  static ApiException at(URI url, IOException failure) {
    return ApiException.unreachable(
        "Otto does not answer at " + url + " (" + reason(failure) + "); " + remedy(failure) + ".");
  }

  private static String reason(IOException failure) {
    if (has(failure, UnknownHostException.class)
        || has(failure, UnresolvedAddressException.class)) {
      return "there is no host of that name";
    } else if (has(failure, CertificateException.class)) {
      return "its certificate is not trusted here, or is for another name";
    }
    return switch (failure) {
      case SSLException _ -> "it does not speak TLS as expected";
      case ConnectException _ -> "connection refused";
      case NoRouteToHostException _ -> "no route to that host";
      case SocketTimeoutException _ -> "no answer in time";
      case HttpTimeoutException _ -> "no answer in time";
      case EOFException _ -> "the connection broke";
      default -> "the connection broke";
    };
  }

  private static String remedy(IOException failure) {
    if (has(failure, CertificateException.class)) {
      return "name the certificate of its authority with --cacert, and the host as in its"
          + " certificate";
    } else if (failure instanceof SSLException) {
      return "write http:// where it has no certificate";
    } else if (has(failure, UnknownHostException.class)) {
      return "check the address (--url)";
    }
    return START;
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(kind::isInstance);
  }
}
