package dev.otto.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token in a file, always current; if the file cannot be read, the last token stays in force.
 */
final class TokenFile implements Supplier<String> {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

  private final Path path;
  private volatile String last;

  TokenFile(Path path) throws IOException {
    this.path = path;
    this.last = read();
  }

  private String read() throws IOException {
    String token = Files.readString(path).strip();
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new IOException("it holds no token");
    }
    return token;
  }

  @Override
  public String get() {
    try {
      last = read();
    } catch (IOException e) {
      LOG.debug("{} cannot be read, so the last token stays in force", path, e);
    }
    return last;
  }
}
