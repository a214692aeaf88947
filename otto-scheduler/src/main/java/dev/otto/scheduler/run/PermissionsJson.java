package dev.otto.scheduler.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.scheduler.opencode.PermissionJson;
import dev.otto.wire.Permission;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The column {@code permissions_json} of a run; null if nothing was requested. */
final class PermissionsJson {
  private static final Logger LOG = LoggerFactory.getLogger(PermissionsJson.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private PermissionsJson() {}

  static @Nullable String write(List<PermissionAnswer> answers) {
    try {
      return answers.isEmpty()
          ? null
          : JSON.writeValueAsString(answers.stream().map(PermissionJson::item).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a run's permissions cannot be written", e);
    }
  }

  static List<PermissionAnswer> read(@Nullable String json) {
    try {
      return json == null
          ? List.of()
          : Stream.of(JSON.readValue(json, Permission[].class))
              .map(PermissionJson::answer)
              .toList();
    } catch (JsonProcessingException e) {
      LOG.warn("The permissions of a run cannot be read, and are left out: {}", e.getMessage());
      return List.of();
    }
  }
}
