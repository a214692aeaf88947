package dev.otto.scheduler.http;

import dev.otto.scheduler.tls.PemFiles;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
    try {
      return OwnCertificate.trusting(files().chain()[0]);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("The certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private PemFiles files() {
    return new PemFiles(certificateChain, privateKey);
  }
}
