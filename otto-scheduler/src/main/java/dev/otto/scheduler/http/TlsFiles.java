package dev.otto.scheduler.http;

import dev.otto.scheduler.tls.PemFiles;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;

/**
 * The certificate of the API as Helidon takes it.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS #8, not encrypted ({@code BEGIN PRIVATE KEY})
 */
public record TlsFiles(Path certificateChain, Path privateKey) {

  /** Both files, read now. */
  Tls load() {
    return Tls.builder().sslContext(files().load()).build();
  }

  /** What a client in this process needs to know this server by. */
  public SSLContext trustingIt() {
    return own(OwnCertificate::trusting);
  }

  /** The SHA-256 of the server's own certificate, in hexadecimal digits. */
  public String fingerprint() {
    return own(
        certificate ->
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
  }

  /** What is made of a certificate. */
  private interface Use<T> {
    T of(Certificate certificate) throws GeneralSecurityException;
  }

  private <T> T own(Use<T> use) {
    try {
      return use.of(files().chain()[0]);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("The certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private PemFiles files() {
    return new PemFiles(certificateChain, privateKey);
  }
}
