package dev.otto.scheduler.tls;

import dev.otto.local.PinnedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate in PEM files, as most tools write it.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS #8, not encrypted ({@code BEGIN PRIVATE KEY})
 */
public record PemFiles(Path certificateChain, Path privateKey) {
  private static final char[] NO_PASSWORD = new char[0];
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

  /** Reads both files. An exception says in a sentence what is wrong with them. */
  public SSLContext load() {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, NO_PASSWORD);
      keys.setKeyEntry("otto", key(), NO_PASSWORD, chain());
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The certificate cannot be used; "
              + certificateChain
              + " must hold it in PEM and "
              + privateKey
              + " its key in PKCS #8 without a password: "
              + e.getMessage(),
          e);
    }
  }

  /** Returns a context for clients in this process that trusts this server alone. */
  public SSLContext trustingIt() {
    return PinnedCertificate.trusting(fingerprint());
  }

  /** Returns the SHA-256 of the server's own certificate, in hexadecimal digits. */
  public String fingerprint() {
    try {
      return PinnedCertificate.sha256(chain()[0]);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("The certificate cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns the server's certificate and then its chain. */
  public Certificate[] chain() throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(certificateChain)) {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (chain.length == 0) {
        throw new GeneralSecurityException("there is no certificate in the first file");
      }
      return chain;
    }
  }

  private PrivateKey key() throws IOException, GeneralSecurityException {
    String text = Files.readString(privateKey);
    String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    var spec = new PKCS8EncodedKeySpec(decoded(base64));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // A key of another kind; the next may fit.
      }
    }
    throw new GeneralSecurityException("the key is none of " + ALGORITHMS);
  }

  private static byte[] decoded(String base64) throws GeneralSecurityException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is not PEM", e);
    }
  }
}
