package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import javax.management.Notification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.JobBuilder;
import org.quartz.TriggerBuilder;

class FlowDefaultsBeanTest {
  private static final String BEAN = "FlowDefaults";
  private static final String COMMENTED =
      """
      {
        // ours
        "modelManagement": {"flowDefaults": {"heartbeat": "p/b" /* cheap */}}
      }
      """;

  @TempDir private Path folder;
  private OfferedModels openCode;
  private Application application;

  @BeforeEach
  void start() throws Exception {
    Jobs.MODELS.clear();
    openCode = new OfferedModels("a", "b", "c/d", "picture");
    Files.writeString(config(), COMMENTED);
    application = Application.start(folder, openCode);
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    openCode.close();
  }

  private Path config() {
    return folder.resolve("config.jsonc");
  }

  @Test
  void allThatAFlowAsksForIsOneLineThatCanBeEdited() throws Exception {
    assertEquals("p/b", application.get(BEAN, "HeartbeatChoice"));
    String line = "p/b fallbacks=p/a,p/c/d policy=strict onlyProviders=p,q onFailure=next";
    application.set(BEAN, "HeartbeatChoice", line);
    assertEquals(line, application.get(BEAN, "HeartbeatChoice"));
    assertEquals("p/b", application.get(BEAN, "Heartbeat"));
    String file = Files.readString(config());
    assertTrue(
        file.contains("// ours") && file.contains("\"onlyProviders\": [\"p\", \"q\"]"), file);
    application.set(BEAN, "Heartbeat", "inherit");
    assertEquals(
        "inherit policy=strict onlyProviders=p,q", application.get(BEAN, "HeartbeatChoice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p/b effort=high | \"effort=high\" cannot be read",
        "p/b fallbacks=p/z | The catalog has no model p/z",
        "p/b variant=high | p/b has no variant \"high\"; it has none",
        "inherit variant=high | variant needs a modelRef",
        "p/b policy=stern | policy=stern is not known",
      })
  void refusesAChoiceThatMakesNoSense(String line, String words) throws Exception {
    Exception refused =
        assertThrows(Exception.class, () -> application.set(BEAN, "HeartbeatChoice", line));
    assertTrue(refused.toString().contains(words), refused.toString());
    assertEquals("p/b", application.get(BEAN, "HeartbeatChoice"));
  }

  @Test
  void showsEachFlowAndTheFile() throws Exception {
    assertEquals("p/b", application.get(BEAN, "Heartbeat"));
    assertEquals("inherit", application.get(BEAN, "ScheduledTasks"));
    assertEquals("inherit", application.get(BEAN, "InteractiveAssistant"));
    assertEquals("inherit", application.get(BEAN, "WatchdogFailures"));
    assertEquals(config().toString(), application.get(BEAN, "File"));
    assertEquals("", application.get(BEAN, "Problem"));
  }

  @Test
  void aNewValueIsInTheFileAmongItsCommentsAndInTheNextRun() throws Exception {
    application.set(BEAN, "Heartbeat", "p/c/d");
    application.set(BEAN, "ScheduledTasks", " p/b ");
    application.set(BEAN, "InteractiveAssistant", "p/a");
    application.set(BEAN, "WatchdogFailures", "p/b");

    String text = Files.readString(config());
    assertTrue(text.contains("\"heartbeat\": \"p/c/d\""), text);
    assertTrue(text.contains("// ours") && text.contains("/* cheap */"), text);
    assertEquals("p/c/d", application.get(BEAN, "Heartbeat"));
    assertEquals("p/b", application.get(BEAN, "ScheduledTasks"));
    assertEquals("p/a", application.get(BEAN, "InteractiveAssistant"));
    assertEquals("p/b", application.get(BEAN, "WatchdogFailures"));
    assertEquals("p/b", modelOfARun());
  }

  private String modelOfARun() throws Exception {
    application
        .scheduler()
        .scheduleJob(
            JobBuilder.newJob(Jobs.Asking.class).build(), TriggerBuilder.newTrigger().build());
    return Jobs.MODELS.poll(20, SECONDS);
  }

  @Test
  void emptyInheritAndNothingClear() throws Exception {
    for (String cleared : new String[] {"", " inherit ", "INHERIT", null}) {
      application.set(BEAN, "Heartbeat", "p/b");
      application.set(BEAN, "Heartbeat", cleared);
      assertEquals("inherit", application.get(BEAN, "Heartbeat"));
    }
    assertTrue(Files.readString(config()).contains("\"heartbeat\": null /* cheap */"));
  }

  @Test
  void aWrongValueIsRefusedWithASentenceAndChangesNothing() throws Exception {
    assertEquals(
        "The catalog has no model p/bb; near matches: p/b, p/a", refusal("ScheduledTasks", "p/bb"));
    assertEquals(
        "The catalog has no model other/completely-different-model; the attribute Models of"
            + " ModelCatalog has those that there are",
        refusal("Heartbeat", "other/completely-different-model"));
    assertEquals(
        "p/picture cannot answer with text; choose a model that can",
        refusal("WatchdogFailures", "p/picture"));
    assertEquals(
        "\"gpt 5\" is not a model reference; write provider/model, for example openai/gpt-5,"
            + " without spaces",
        refusal("InteractiveAssistant", "gpt 5"));
    assertEquals(COMMENTED, Files.readString(config()));
  }

  @Test
  void aDefaultThatIsGoneMayStayAsItIs() throws Exception {
    openCode.offer("a");
    application.invoke("ModelCatalog", "refresh");
    application.set(BEAN, "Heartbeat", "p/b");
    assertEquals(COMMENTED, Files.readString(config()));
  }

  @Test
  void aBrokenFileIsNamedAndRefusesChanges() throws Exception {
    Files.writeString(config(), "{\n  oops");
    await()
        .atMost(20, SECONDS)
        .untilAsserted(
            () -> assertTrue(((String) application.get(BEAN, "Problem")).startsWith("line 2")));

    String sentence = refusal("Heartbeat", "p/a");
    assertTrue(sentence.startsWith(config() + " was not changed: line 2"), sentence);
    assertEquals("p/b", application.get(BEAN, "Heartbeat"));
  }

  @Test
  void everyChangeIsTold() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    application.set(BEAN, "Heartbeat", "p/a");
    Notification told = ForeignClient.receive(heard.poll(20, SECONDS));
    assertEquals("dev.otto.flowDefaults.changed", told.getType());
    assertEquals("heartbeat: p/b is now p/a", told.getMessage());
    assertEquals("request", Application.fact(told, "origin"));

    Files.writeString(config(), "{\"modelManagement\":{\"flowDefaults\":{\"heartbeat\":null}}}");
    Notification byHand = heard.poll(20, SECONDS);
    assertEquals(2, byHand.getSequenceNumber());
    assertEquals("heartbeat: p/a is now inherit", byHand.getMessage());
    assertEquals("file", Application.fact(byHand, "origin"));
  }

  private String refusal(String attribute, String value) {
    return Application.refusal(() -> application.set(BEAN, attribute, value));
  }
}
