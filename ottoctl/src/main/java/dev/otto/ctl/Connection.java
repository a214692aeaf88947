package dev.otto.ctl;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where Otto is and how it knows us: the options, else the environment, else what a daemon of this
 * machine would use.
 */
record Connection(URI url, String token) {
  static final String DEFAULT_URL = "http://127.0.0.1:4191";
  static final String DEFAULT_CONTROL_PLANE = "http://127.0.0.1:4192";

  static Connection find(
      Optional<String> url, Optional<Path> tokenFile, Map<String, String> environment) {
    return new Connection(address(url, environment), token(tokenFile, environment));
  }

  static URI address(Optional<String> option, Map<String, String> environment) {
    String text =
        option
            .or(() -> set(environment, "OTTO_EXTERNAL_API_URL"))
            .orElseGet(() -> ofThisMachine(environment));
    return parsed(text, DEFAULT_URL);
  }

  /** Where the web control plane is. */
  static URI controlPlane(Optional<String> option, Map<String, String> environment) {
    String text =
        option
            .or(() -> set(environment, "OTTO_CONTROL_PLANE_URL"))
            .or(() -> set(environment, "OTTO_CONTROL_PLANE_PORT").map(Connection::onLoopback))
            .or(() -> LocalConfig.read(environment).controlPlanePort().map(Connection::onLoopback))
            .orElse(DEFAULT_CONTROL_PLANE);
    return parsed(text, DEFAULT_CONTROL_PLANE);
  }

  private static String onLoopback(String port) {
    return "http://127.0.0.1:" + port;
  }

  private static URI parsed(String text, String example) {
    try {
      var url = URI.create(text.strip().replaceAll("/+$", ""));
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Said below, with the value.
    }
    throw ApiException.usage(
        "\"" + text + "\" is not an address of Otto; write it like " + example + ".");
  }

  private static String ofThisMachine(Map<String, String> environment) {
    String host = set(environment, "OTTO_EXTERNAL_API_HOST").orElse("127.0.0.1");
    return set(environment, "OTTO_EXTERNAL_API_PORT")
        .map(port -> "http://" + host + ":" + port)
        .or(() -> LocalConfig.read(environment).address())
        .orElse(DEFAULT_URL);
  }

  static String token(Optional<Path> option, Map<String, String> environment) {
    var direct = set(environment, "OTTO_EXTERNAL_API_TOKEN");
    if (option.isEmpty() && direct.isPresent()) {
      return checked(direct.get(), "OTTO_EXTERNAL_API_TOKEN");
    }
    Path file = tokenFile(option, environment);
    return checked(read(file), file.toString());
  }

  /** Never repeats it: what is no token may be another secret. */
  private static String checked(String text, String source) {
    String token = text.strip();
    if (token.isEmpty() || token.chars().anyMatch(it -> it <= ' ' || it > '~')) {
      throw ApiException.unauthorized(
          source + " holds no token: one word of plain characters; `otto token rotate` makes one.");
    }
    return token;
  }

  static Path tokenFile(Optional<Path> option, Map<String, String> environment) {
    return option
        .or(() -> set(environment, "OTTO_EXTERNAL_API_TOKEN_FILE").map(Path::of))
        .orElseGet(() -> LocalConfig.home(environment).resolve("secrets/internal-api.token"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw ApiException.unauthorized(
          "No token can be read from "
              + file
              + "; start otto once so that it makes one, or name the file with --token-file.");
    }
  }

  static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
