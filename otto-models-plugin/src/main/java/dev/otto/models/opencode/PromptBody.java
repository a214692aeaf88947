package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.otto.models.prompt.Prompt;
import java.io.IOException;

/** Writes a prompt in OpenCode's format. */
final class PromptBody {
  private PromptBody() {}

  static void write(JsonGenerator json, Prompt prompt, String messageId) throws IOException {
    json.writeStringField("messageID", messageId);
    json.writeObjectFieldStart("model");
    json.writeStringField("providerID", prompt.model().providerId());
    json.writeStringField("modelID", prompt.model().modelId());
    json.writeEndObject();
    if (prompt.variant().isPresent()) {
      json.writeStringField("variant", prompt.variant().get());
    }
    if (prompt.agent().isPresent()) {
      json.writeStringField("agent", prompt.agent().get());
    }
    if (prompt.system().isPresent()) {
      json.writeStringField("system", prompt.system().get());
    }
    if (!prompt.tools()) {
      json.writeObjectFieldStart("tools");
      json.writeBooleanField("*", false);
      json.writeEndObject();
    }
    json.writeArrayFieldStart("parts");
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", prompt.text());
    json.writeEndObject();
    json.writeEndArray();
  }
}
