package dev.otto.ctl.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The address of Otto, and the token to use there. */
public record Connection(Address address, String token) {

  public static String token(Optional<Path> option, Map<String, String> environment) {
    var direct = set(environment, "OTTO_EXTERNAL_API_TOKEN");
    if (option.isEmpty() && direct.isPresent()) {
      return checked(direct.get(), "OTTO_EXTERNAL_API_TOKEN");
    }
    Path file = tokenFile(option, environment);
    return checked(read(file), file.toString());
  }

  /** Checks a token; never repeats it, since an invalid one may be another secret. */
  private static String checked(String text, String source) {
    String token = text.strip();
    if (token.isEmpty() || token.chars().anyMatch(it -> it <= ' ' || it > '~')) {
      throw ApiException.unauthorized(
          source
              + " contains no token, which is one word of plain characters; `otto token"
              + " rotate` creates one.");
    }
    return token;
  }

  public static Path tokenFile(Optional<Path> option, Map<String, String> environment) {
    return option
        .or(() -> set(environment, "OTTO_EXTERNAL_API_TOKEN_FILE").map(Path::of))
        .orElseGet(() -> LocalConfig.home(environment).resolve("secrets/internal-api.token"));
  }

  public static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw ApiException.unauthorized(
          "No token can be read from "
              + file
              + "; start otto once so that it creates one, or name the file with --token-file.");
    }
  }

  public static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
