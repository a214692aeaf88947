package dev.otto.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.otto.models.log.LogEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the catalog on disk that outlives the process, so that the next one can report which
 * models were added and removed. It holds references only, and no run is ever resolved against it.
 * It never causes a failure: if it cannot be read or written, one warning is logged.
 */
public final class CatalogCache {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogCache.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;

  public CatalogCache(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Returns the catalog as last written; of its models only the references are known. */
  public Optional<CatalogSnapshot> read() {
    try (JsonParser json = JSON.createParser(Files.readAllBytes(file))) {
      return Optional.of(new CacheContent().read(json));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      warn("model_catalog_cache_ignored", "ignored", e);
      return Optional.empty();
    }
  }

  /** Replaces the file as a whole, readable by its owner only. */
  public void write(CatalogSnapshot snapshot) {
    try {
      replace(snapshot);
    } catch (IOException e) {
      warn("model_catalog_cache_not_written", "not written", e);
    }
  }

  private void replace(CatalogSnapshot snapshot) throws IOException {
    Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
    Files.createDirectories(folder);
    // Such a file is made with permissions 0600, and keeps them when it is renamed.
    Path draft = Files.createTempFile(folder, "model-catalog", ".tmp");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        write(snapshot, Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void write(CatalogSnapshot snapshot, OutputStream out) throws IOException {
    JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("updatedAt", snapshot.updatedAt().toString());
    json.writeNumberField("version", snapshot.version());
    if (snapshot.globalDefault().isPresent()) {
      json.writeStringField("globalDefault", snapshot.globalDefault().get().toString());
    }
    json.writeArrayFieldStart("models");
    for (Model model : snapshot.models()) {
      json.writeString(model.ref().toString());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  private void warn(String event, String what, Exception e) {
    String reason = reason(e);
    LogEvent.warn(LOG, event)
        .with("file", file)
        .with("reason", reason)
        .say("The cache of the model catalog, " + file + ", was " + what + ": " + reason);
  }

  private static String reason(Exception e) {
    if (e instanceof JsonProcessingException) {
      return "it is incomplete";
    } else if (e instanceof AccessDeniedException) {
      return "its user must be able to read and write it";
    }
    return e instanceof IOException ? "look at its folder and its disk" : "it holds a wrong value";
  }

  /** The values read from the file so far. */
  private static final class CacheContent {
    private final List<Model> models = new ArrayList<>();
    private @Nullable ModelRef globalDefault;
    private @Nullable Instant updatedAt;
    private long version;

    CatalogSnapshot read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        readValue(name, json);
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new IllegalArgumentException("it ends too soon");
      }
      if (updatedAt == null || version < 1 || models.isEmpty()) {
        throw new IllegalArgumentException("a value is missing");
      }
      var listing = new ModelBackend.Listing(models, Optional.ofNullable(globalDefault), 0);
      return CatalogSnapshot.of(listing, updatedAt, version);
    }

    private void readValue(String name, JsonParser json) throws IOException {
      switch (name) {
        case "updatedAt" -> updatedAt = Instant.parse(String.valueOf(json.getText()));
        case "version" -> version = json.getValueAsLong();
        case "globalDefault" -> globalDefault = ModelRef.of(json.getText());
        case "models" -> readModels(json);
        default -> json.skipChildren();
      }
    }

    private void readModels(JsonParser json) throws IOException {
      if (!json.isExpectedStartArrayToken()) {
        throw new IllegalArgumentException("no array");
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        models.add(Model.named(ModelRef.of(String.valueOf(json.getText()))));
      }
    }
  }
}
