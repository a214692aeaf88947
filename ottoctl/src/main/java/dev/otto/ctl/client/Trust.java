package dev.otto.ctl.client;

import dev.otto.local.PinnedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that a connection to Otto accepts. */
public sealed interface Trust {

  /** Accepts any certificate that Java's own authorities vouch for. */
  record Default() implements Trust {}

  /**
   * Accepts one certificate only, whatever names it is for.
   *
   * @param sha256 its fingerprint in hexadecimal digits
   */
  record Pinned(String sha256) implements Trust {}

  /**
   * Accepts what these authorities vouch for.
   *
   * @param file their certificates in PEM
   */
  record Authorities(Path file) implements Trust {}

  /** Returns the context of TLS; empty for Java's own. */
  default Optional<SSLContext> context() {
    return switch (this) {
      case Default _ -> Optional.empty();
      case Pinned(var sha256) -> Optional.of(PinnedCertificate.trusting(sha256));
      case Authorities(var file) -> Optional.of(vouchedBy(file));
    };
  }

  private static SSLContext vouchedBy(Path file) {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new CertificateException("no certificate");
      }
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw ApiException.usage(
          "The certificates in " + file + " cannot be read; name a file in PEM with --cacert.");
    } catch (GeneralSecurityException e) {
      throw ApiException.usage(
          file + " contains no certificate in PEM; --cacert takes the authority's certificate.");
    }
  }
}
