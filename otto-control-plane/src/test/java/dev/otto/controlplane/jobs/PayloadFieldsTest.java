package dev.otto.controlplane.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.controlplane.page.Fields;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayloadFieldsTest {
  @Test
  void aPayloadThatIsNoObjectIsShownAndNeverCleared() {
    var values = new HashMap<String, @Nullable String>();
    PayloadFields.of("[1, 2]").fill(values);
    assertEquals("[1, 2]", values.get("payload"));
    Fields fields = Fields.of(values);
    assertTrue(PayloadFields.typed(fields).isEmpty());
    assertFalse(fields.valid());
  }

  @Test
  void retriesHaveFieldsOfTheirOwnAndKeepWhatHasNone() {
    var values = new HashMap<String, @Nullable String>();
    String payload =
        "{\"retry\":{\"jitter\":1,\"attempts\":3,\"delaySeconds\":0,\"backoff\":\"exponential\"}}";
    PayloadFields.of(payload).fill(values);
    assertEquals("3", values.get("retryAttempts"));
    assertEquals("0", values.get("retryDelaySeconds"));
    assertEquals("exponential", values.get("retryBackoff"));
    assertEquals(payload, PayloadFields.typed(Fields.of(values)).orElseThrow().toString());
    values.put("retryAttempts", "many");
    Fields wrong = Fields.of(values);
    PayloadFields.typed(wrong);
    assertEquals("Enter a whole number from 1 to 10", wrong.error("retryAttempts"));
  }

  @Test
  void anObjectReadsBackAsItWas() {
    var values = new HashMap<String, @Nullable String>();
    PayloadFields.of("{\"prompt\":\"p\",\"timeoutSeconds\":5,\"item\":[1]}").fill(values);
    assertEquals(
        "{\"item\":[1],\"prompt\":\"p\",\"timeoutSeconds\":5}",
        PayloadFields.typed(Fields.of(values)).orElseThrow().toString());
  }
}
