package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chat without a script. */
class AssistantPageTest extends PageTest {
  private static final Optional<ModelRef> DEFAULT =
      Optional.of(ModelRef.of("alder/alder-4.5-large"));

  @Override
  void prepare(Path home) throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"interactiveAssistant\": \"acme/gone-9\"}}}");
  }

  @BeforeEach
  void forget() {
    world.openCode.forget();
  }

  @Test
  void theAnswerShowsWhatItCameFromWhyAndWhatItCost() throws Exception {
    String page = ask("What is the time?");
    assertTrue(page.contains("echo: What is the time?"), page);
    String receipt = page.substring(page.indexOf("echo: What is the time?"));
    assertTrue(receipt.contains(">alder/alder-4.5-large</span>"), receipt);
    assertTrue(receipt.contains("fallback: OpenCode's default"), receipt);
    assertTrue(receipt.contains("acme/gone-9 is not in the catalog"), receipt);
    assertTrue(Pattern.compile("\\d+ tokens in, \\d+ out").matcher(receipt).find(), receipt);
    assertTrue(receipt.contains("$0.0000"), receipt);
  }

  @Test
  void theModelThatWillAnswerIsShownBeforeAndItsFallbackToo() throws Exception {
    String page = visitor.get("/assistant").body();
    assertTrue(page.contains("The default of the assistant is not available."), page);
    assertTrue(page.contains("acme/gone-9 is not in the catalog"), page);
    assertTrue(page.contains("href=\"/models\">Change it"), page);
  }

  @Test
  void theTalkGoesOnInOneSessionWhoseIdStaysOnTheServer() throws Exception {
    long before = world.openCode.asked().sessionsMade();
    ask("first");
    String page = ask("second");
    assertTrue(page.indexOf("echo: first") < page.indexOf("echo: second"));
    assertEquals(before + 1, world.openCode.asked().sessionsMade());
    assertFalse(visitor.everythingSeen().contains("ses_"));
    visitor.post("/assistant/new", Map.of());
    assertFalse(visitor.get("/assistant").body().contains("echo: first"));
    ask("third");
    assertEquals(before + 2, world.openCode.asked().sessionsMade());
  }

  @Test
  void aRunIsTalkedAboutInAConversationOfItsOwn() throws Exception {
    ask("of something else");
    String run = run("talked-about", "Tell me of <b>hedgehogs</b>.");
    String about = "/assistant?run=" + run;
    String runPage = visitor.get("/jobs/talked-about/runs/" + run).body();
    assertTrue(runPage.contains("href=\"" + about + "\""), runPage);
    String page = visitor.get(about).body();
    assertFalse(page.contains("of something else"), page);
    assertTrue(page.contains("id=\"told\"") && page.contains("hedgehogs"), page);
    assertTrue(Pattern.compile("id=\"told-bytes\">\\d[\\d,.]* bytes").matcher(page).find(), page);
    assertFalse(page.contains("id=\"told-cut\""), page);
    assertTrue(visitor.get("/assistant").body().contains("of something else"));

    long before = world.openCode.asked().sessionsMade();
    var form = new LinkedHashMap<>(form(page, "Why is that?"));
    form.put("run", run);
    assertEquals(303, visitor.post("/assistant", form).statusCode());
    assertEquals(303, visitor.post("/assistant", form).statusCode());
    String answered = visitor.get("/assistant").body();
    assertTrue(answered.contains(">Why is that?</p>"), answered);
    assertFalse(answered.contains("of something else"), answered);
    assertEquals(before + 1, world.openCode.asked().sessionsMade());
    assertTrue(
        world.openCode.asked().texts().keySet().stream()
            .anyMatch(it -> it.startsWith("The question at the end is about a run of the job")));
    assertTrue(page.contains("## Prompt\nTell me of &lt;b"), page);
    assertTrue(ask("And then?").contains(">And then?</p>"));
    assertEquals(1, world.openCode.asked().texts().get("And then?"));
    assertEquals(404, visitor.get("/assistant?run=nobody").statusCode());
  }

  @Test
  void ofALongRunTheAssistantGetsTheBeginningAndThePageSaysSo() throws Exception {
    String run = run("long", "long ".repeat(10_000));
    assertTrue(visitor.get("/assistant?run=" + run).body().contains("id=\"told-cut\""));
    String context = world.api("/external/runs/" + run + "/context");
    assertTrue(context.contains("(Cut: these are the first 24,576 of 50,000 bytes.)"), context);
  }

  private static String run(String id, String prompt) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
    job.put("scheduleType", "oneshot").put("runAt", 0).putObject("payload").put("prompt", prompt);
    world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
    return await()
        .until(
            () ->
                world.otto.runs().ofJob(id, 1, 0).runs().stream()
                    .filter(run -> run.timing().finishedAt() != null)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow()
        .id();
  }

  @Test
  void aFormThatIsSentTwiceAsksOnce() throws Exception {
    String page = visitor.get("/assistant").body();
    Map<String, String> form = form(page, "only once");
    assertEquals(303, visitor.post("/assistant", form).statusCode());
    assertEquals(303, visitor.post("/assistant", form).statusCode());
    assertEquals(1, world.openCode.asked().texts().get("only once"));
  }

  @Test
  void aPageThatIsBehindAsksNothingAndKeepsTheText() throws Exception {
    String old = visitor.get("/assistant").body();
    ask("in another window");
    HttpResponse<String> refused = visitor.post("/assistant", form(old, "from the old page"));
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains(">from the old page</textarea>"), refused.body());
    assertTrue(refused.body().contains("The conversation continued in another window"));
    assertFalse(world.openCode.asked().texts().containsKey("from the old page"));
    visitor.post("/assistant", form(refused.body(), "from the old page"));
    assertEquals(1, world.openCode.asked().texts().get("from the old page"));
  }

  @Test
  void whatIsNotAnsweredStaysInTheFieldWithTheReasonBeside() throws Exception {
    String page = ask("#status=503 please");
    assertTrue(page.contains(">#status=503 please</textarea>"), page);
    assertTrue(Pattern.compile("role=\"alert\">No answer: [^<]+<").matcher(page).find(), page);
    assertTrue(ask("and now").contains("echo: and now"));
  }

  @Test
  void withoutAModelNothingIsAskedAndThePageSaysWhy() throws Exception {
    world.openCode.globalDefault(Optional.empty());
    visitor.post("/actions", Map.of("action", "refresh"));
    try {
      assertTrue(visitor.get("/assistant").body().contains("No model can answer."));
      String page = ask("anybody there?");
      assertTrue(page.contains(">anybody there?</textarea>"), page);
      assertTrue(page.contains("No answer: "), page);
      assertEquals(0, world.openCode.asked().prompts());
    } finally {
      world.openCode.globalDefault(DEFAULT);
      visitor.post("/actions", Map.of("action", "refresh"));
    }
  }

  @Test
  void anEmptyQuestionIsNotSent() throws Exception {
    String page = visitor.get("/assistant").body();
    HttpResponse<String> answer = visitor.post("/assistant", form(page, "  \n "));
    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().contains("Enter a question first."));
    assertEquals(0, world.openCode.asked().prompts());
  }

  @Test
  void aQuestionOnItsWayIsShownAndTheAnswerComesToWhoWaits() throws Exception {
    String page = visitor.get("/assistant").body();
    var sent = visitor.postAsScript("/assistant", form(page, "#delay=1500 slow"));
    assertEquals(303, sent.statusCode());
    String pending = visitor.get("/assistant").body();
    assertTrue(pending.contains("The answer will appear here"), pending);
    assertEquals(422, visitor.post("/assistant", form(pending, "another")).statusCode());
    String answered = visitor.get("/assistant?wait=1").body();
    assertTrue(answered.contains("echo: #delay=1500 slow"), answered);
    assertEquals(1, world.openCode.asked().prompts());
  }

  @Test
  void onePersonSeesNothingOfAnothersTalk() throws Exception {
    ask("mine alone");
    try (var other = world.browser().logIn(world.token())) {
      assertFalse(other.get("/assistant").body().contains("mine alone"));
    }
  }

  private String ask(String text) throws Exception {
    var sent = visitor.post("/assistant", form(visitor.get("/assistant").body(), text));
    assertEquals(303, sent.statusCode(), sent.body());
    return visitor.get("/assistant").body();
  }

  private static Map<String, String> form(String page, String text) {
    Matcher number = Pattern.compile("name=\"number\" value=\"(\\d+)\"").matcher(page);
    assertTrue(number.find(), page);
    var form = new LinkedHashMap<String, String>();
    form.put("number", number.group(1));
    form.put("text", text);
    return form;
  }
}
