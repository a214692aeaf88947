package dev.otto.ctl;

import com.google.gson.JsonElement;
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

  Optional<String> address() {
    return section("externalApi")
        .map(
            api -> {
              String host = api.find("host").orElse("127.0.0.1");
              return (api.object().has("tls") && api.object().get("tls").isJsonObject()
                      ? "https"
                      : "http")
                  + "://"
                  + (host.equals("0.0.0.0") ? "127.0.0.1" : host)
                  + ":"
                  + api.find("port").orElse("4191");
            });
  }

  Optional<String> controlPlanePort() {
    return section("controlPlane").flatMap(controlPlane -> controlPlane.find("port"));
  }

  private Optional<Fields> section(String name) {
    return Optional.ofNullable(values.get(name))
        .filter(JsonElement::isJsonObject)
        .map(section -> Fields.of(section.getAsJsonObject()));
  }
}
