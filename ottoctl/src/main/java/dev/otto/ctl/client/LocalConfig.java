package dev.otto.ctl.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The configuration of the local daemon; empty if there is none. */
public record LocalConfig(JsonObject values) {

  public static Path home(Map<String, String> environment) {
    return Connection.set(environment, "OTTO_HOME")
        .map(Path::of)
        .or(() -> read(environment).ottoHome(user(environment)))
        .orElseGet(() -> user(environment).resolve(".otto"));
  }

  /**
   * Returns the configured home, as the daemon reads it: only an absolute path or one below the
   * user's home counts.
   */
  private Optional<Path> ottoHome(Path user) {
    try {
      return Optional.ofNullable(values.get("ottoHome"))
          .filter(JsonElement::isJsonPrimitive)
          .map(JsonElement::getAsString)
          .map(text -> text.startsWith("~/") ? user.resolve(text.substring(2)) : Path.of(text))
          .filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  public static Path file(Map<String, String> environment) {
    return Connection.set(environment, "OTTO_CONFIG")
        .map(Path::of)
        .or(
            () ->
                Connection.set(environment, "OTTO_HOME").map(home -> Path.of(home, "config.jsonc")))
        .orElseGet(() -> user(environment).resolve(".config/otto/config.jsonc"));
  }

  private static Path user(Map<String, String> environment) {
    return Path.of(
        Connection.set(environment, "HOME").orElseGet(() -> System.getProperty("user.home")));
  }

  static LocalConfig read(Map<String, String> environment) {
    Path file = file(environment);
    if (!Files.isReadable(file)) {
      return new LocalConfig(new JsonObject());
    }
    try (var reader = new JsonReader(Files.newBufferedReader(file))) {
      reader.setStrictness(Strictness.LENIENT);
      var root = JsonParser.parseReader(reader);
      return new LocalConfig(root.isJsonObject() ? root.getAsJsonObject() : new JsonObject());
    } catch (IOException | JsonParseException broken) {
      // The daemon reports a broken file with line and column; here the default address serves.
      return new LocalConfig(new JsonObject());
    }
  }

  /** Returns a section; empty if there is none. */
  Fields section(String name) {
    return new Fields(values).in(name);
  }
}
