package dev.otto.scheduler.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.log.LogEvent;
import dev.otto.scheduler.logging.Logging.Detail;
import dev.otto.scheduler.logging.Logging.LogStyle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logger log = LoggerFactory.getLogger(LoggingTest.class);

  @AfterEach
  void asBefore() throws Exception {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void aJsonLineHoldsEachKeyValuePairAsAField() throws Exception {
    start(LogStyle.JSON, Detail.NORMAL);
    log.atWarn()
        .addKeyValue("event", "model_fallback")
        .addKeyValue("job", "a \"b\"\nc")
        .addKeyValue("tokens", 5L)
        .log("{} is missing", "x/y");
    var line = new ObjectMapper().readTree(text());
    assertEquals("warn", line.get("level").asText());
    assertEquals("x/y is missing", line.get("message").asText());
    assertEquals("model_fallback", line.get("event").asText());
    assertEquals("a \"b\"\nc", line.get("job").asText());
    assertTrue(line.get("tokens").isIntegralNumber());
    assertEquals(1, text().lines().count());
  }

  @Test
  void whatThePluginLogsArrivesAsFieldsToo() throws Exception {
    start(LogStyle.JSON, Detail.NORMAL);
    LogEvent.warn(log, "model_fallback").with("job", "daily").say("Job daily falls back");
    var line = new ObjectMapper().readTree(text());
    assertEquals("model_fallback", line.get("event").asText());
    assertEquals("daily", line.get("job").asText());
    assertEquals("Job daily falls back", line.get("message").asText());
  }

  @Test
  void warningsOfOneCauseAreLimitedButNoEventIsLost() {
    start(LogStyle.JSON, Detail.NORMAL);
    for (int i = 0; i < 1_000; i++) {
      log.warn("Cannot read request {}", i, new IllegalStateException("stumbled"));
    }
    assertEquals(20, text().lines().count());
    log.warn("Something else");
    for (int i = 0; i < 100; i++) {
      log.atWarn().addKeyValue("event", "run_failed").log("Run {} failed", i);
    }
    assertEquals(121, text().lines().count());
  }

  @Test
  void aTerminalLineIsReadable() {
    start(LogStyle.TEXT, Detail.NORMAL);
    log.atWarn().addKeyValue("job", "daily report").log("The model is missing");
    log.info("Ready");
    assertTrue(text().matches("(?s)\\S+ WARN  The model is missing job=\"daily report\"\\R.*"));
    assertTrue(text().lines().toList().get(1).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} Ready"));
  }

  @Test
  void stackTracesAreShownOnlyWhereMoreIsAskedFor() {
    start(LogStyle.TEXT, Detail.NORMAL);
    log.error("It broke", new IllegalStateException("why"));
    assertTrue(text().contains("It broke (java.lang.IllegalStateException: why)"));
    assertFalse(text().contains("\tat "));
    start(LogStyle.TEXT, Detail.EVERYTHING);
    log.error("It broke", new IllegalStateException("why"));
    assertTrue(text().contains("\tat "));
  }

  private void start(LogStyle style, Detail detail) {
    Logging.start(new PrintStream(out, true, StandardCharsets.UTF_8), style, detail);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
