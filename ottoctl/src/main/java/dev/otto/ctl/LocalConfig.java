package dev.otto.ctl;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration of this machine's daemon says about its address; nothing where there is
 * none.
 */
record LocalConfig(JsonObject values) {

  static Path home(Map<String, String> environment) {
    return Connection.set(environment, "OTTO_HOME")
        .map(Path::of)
        .orElseGet(() -> user(environment).resolve(".otto"));
  }

  static Path file(Map<String, String> environment) {
    return Connection.set(environment, "OTTO_CONFIG")
        .map(Path::of)
        .or(
            () ->
                Connection.set(environment, "OTTO_HOME").map(home -> Path.of(home, "config.jsonc")))
        .orElseGet(() -> user(environment).resolve(".config/otto/config.jsonc"));
  }

  private static Path user(Map<String, String> environment) {
    return Path.of(Connection.set(environment, "HOME").orElse("."));
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

  Optional<String> address() {
    if (!values.has("externalApi") || !values.get("externalApi").isJsonObject()) {
      return Optional.empty();
    }
    var api = values.getAsJsonObject("externalApi");
    String host = api.has("host") ? api.get("host").getAsString() : "127.0.0.1";
    String port = api.has("port") ? api.get("port").getAsString() : "4191";
    String scheme = api.has("tls") && api.get("tls").isJsonObject() ? "https" : "http";
    return Optional.of(scheme + "://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port);
  }
}
