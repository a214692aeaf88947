package dev.otto.local;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts only the certificate that the local daemon published, whoever signed it and whatever names
 * it is for. So do the command line and the daemon's own control plane, which reach the API by its
 * loopback address.
 */
public final class PinnedCertificate extends X509ExtendedTrustManager {
  private final String sha256;

  private PinnedCertificate(String sha256) {
    this.sha256 = sha256;
  }

  /**
   * Returns a context for clients that trusts one server.
   *
   * @param sha256 the fingerprint of its certificate, as {@link #sha256} makes it
   */
  public static SSLContext trusting(String sha256) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedCertificate(sha256)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !sha256(chain[0]).equals(sha256)) {
      throw new CertificateException("the certificate is not that of the Otto on this machine");
    }
  }

  /** Returns the SHA-256 of a certificate in hexadecimal digits. */
  public static String sha256(Certificate certificate) throws CertificateException {
    return Sha256.hex(certificate.getEncoded());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no client is trusted by its certificate");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
