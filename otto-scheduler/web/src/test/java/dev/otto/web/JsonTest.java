package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.JobAnswer;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobPage;
import dev.otto.wire.RunAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final JobItem ITEM =
      new JobItem(
          "a",
          "prompt",
          "recurring",
          null,
          null,
          "idle",
          null,
          5,
          7L,
          null,
          null,
          1,
          "operator",
          true,
          null,
          null,
          null,
          null,
          null,
          "scheduledTasks",
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
  private static final String ITEM_KEYS =
      "\"id\":\"a\",\"type\":\"prompt\",\"scheduleType\":\"recurring\",\"profileId\":null,"
          + "\"modelRef\":null,\"status\":\"idle\",\"runAt\":null,\"cadenceMinutes\":5,"
          + "\"nextRunAt\":7,\"terminalState\":null,\"terminalReason\":null,\"updatedAt\":1,"
          + "\"managedBy\":\"operator\",\"isMutable\":true,\"cron\":null,\"cronQuartz\":null,"
          + "\"cronDescription\":null,\"timeZone\":null,\"scheduleProblem\":null,"
          + "\"flow\":\"scheduledTasks\",\"nextAttemptAt\":null,\"nextAttempt\":null,"
          + "\"maxAttempts\":null,\"retryOf\":null";
  private static final JobDetail DETAIL =
      new JobDetail(ITEM, "{}", null, null, null, 1, null, false, null);

  @Test
  void nullsAreWrittenUnlessTheyAreMarkedToBeAbsent() {
    assertEquals("{\"jobs\":[{" + ITEM_KEYS + "}]}", Json.text(new JobPage(List.of(ITEM), null)));
    assertEquals("{\"jobs\":[],\"nextCursor\":\"c\"}", Json.text(new JobPage(List.of(), "c")));
    assertEquals("{\"error\":\"e\",\"message\":\"m\"}", Json.text(new ErrorAnswer("e", "m", null)));
  }

  @Test
  void anInlinedRecordIsWrittenAndReadAmongTheFieldsAroundIt() throws Exception {
    String json =
        "{\"job\":{"
            + ITEM_KEYS
            + ",\"payload\":\"{}\",\"lastRunAt\":null,\"lockToken\":null,\"lockExpiresAt\":null,"
            + "\"createdAt\":1,\"effectiveModel\":null,\"failing\":false}}";
    assertEquals(json, Json.text(new JobAnswer(DETAIL)));
    assertEquals(new JobAnswer(DETAIL), Json.read(bytes(json), JobAnswer.class));
  }

  @Test
  void keysThatTheRecordLacksArePassedOver() throws Exception {
    JobPage page = Json.read(bytes("{\"jobs\":[],\"surprise\":1}"), JobPage.class);
    assertEquals(List.of(), page.jobs());
    assertNull(page.nextCursor());
  }

  @Test
  void whatIsNotOfTheTypeIsRefused() {
    assertThrows(
        JsonProcessingException.class, () -> Json.read(bytes("{\"run\":[]}"), RunAnswer.class));
    assertThrows(JsonProcessingException.class, () -> Json.read(bytes("<p>"), RunAnswer.class));
    assertThrows(JsonProcessingException.class, () -> Json.read(bytes("{}{}"), RunAnswer.class));
  }

  @Test
  void theTreeOfARecordHasItsKeys() {
    assertEquals("{" + ITEM_KEYS + "}", Json.tree(ITEM).toString());
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
