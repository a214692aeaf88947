package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The page of one run, its files and its comparison, without a script where nothing else is said.
 */
class RunPageTest extends PageTest {
  private static final String JOB = "news/<ü>";
  private static final String AT = "/jobs/news%2F%3C%C3%BC%3E/runs/";
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Path HOSTILE =
      Path.of("../src/test/resources/dev/otto/controlplane/markdown/hostile-answers.txt");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private Database database;

  @Override
  void prepare(Path home) throws Exception {
    Files.createDirectories(home.resolve("data"));
    try (var opened = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      database = opened;
      opened.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO jobs (id, type, schedule_type, created_at, updated_at, terminal_state)
                  VALUES (?, 'prompt', 'oneshot', 0, 0, 'completed')
                  """,
                  JOB));
      insert("first", 0, "# News\n\nAll is **well**.\n\n- one\n- two\n");
      insert("second", 1, "# News\n\nAll is **ill**.\n\n- one\n- two\n- three\n");
      insert("hostile", 2, hostile());
      insert("long", 3, words());
      insert("json", 4, "{\"a_b\": [1, \"*x*\"]}");
      tried("second");
      transcript("hostile");
    }
    Files.writeString(home.resolve("config.jsonc"), "{\"runs\": {\"transcriptDays\": 36500}}");
  }

  /** A transcript of what is hostile, in every place. */
  private void transcript(String id) throws Exception {
    var entries = JsonNodeFactory.instance.arrayNode();
    for (String payload : hostile().split("\n\n", -1)) {
      var said = entries.addObject().put("kind", "text").put("agent", payload).put("text", payload);
      said.put("modelRef", "a/good").put("depth", 0);
      var tool = entries.addObject().put("kind", "tool").put("depth", 1).putObject("tool");
      tool.put("name", "bash").put("status", payload).put("input", payload).put("output", payload);
    }
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO run_transcripts (run_id, session_id, at, entries_json, truncated)
                VALUES (?, 'ses_1', ?, ?, 1)
                """,
                id,
                NOON,
                entries.toString()));
  }

  private void insert(String id, int minutes, String answer) {
    Instant at = NOON.plusSeconds(60L * minutes);
    String report =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", "success")
            .put("summary", answer)
            .toString();
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state,
                  session_id, result_json) VALUES (?, ?, ?, ?, ?, 'succeeded', 'ses_1', ?)
                """,
                id,
                JOB,
                at,
                at.plusSeconds(2),
                at,
                report));
  }

  private void tried(String id) {
    database.write(
        tx ->
            tx.update(
                """
                UPDATE runs SET resolved_model_ref = 'a/good', served_model_ref = 'a/good',
                  model_source = 'fallback_chain', tries_json = ? WHERE id = ?
                """,
                """
                [{"modelRef":"a/bad","errorCode":"provider_auth","errorMessage":"Its key is wrong",
                  "startedAt":0,"finishedAt":1500,"servedModels":[],"usageComplete":true},
                 {"modelRef":"a/good","errorCode":null,"errorMessage":null,
                  "startedAt":1500,"finishedAt":2000,"servedModels":[],"usageComplete":true}]
                """,
                id));
  }

  private static String hostile() throws Exception {
    return Pattern.compile("\\\\u([0-9a-f]{4})")
        .matcher(Files.readString(HOSTILE))
        .replaceAll(it -> String.valueOf((char) Integer.parseInt(it.group(1), 16)))
        .replace("\n%%%\n", "\n\n");
  }

  /** More than a page shows, of words as they come. */
  private static String words() {
    var random = new Random(22);
    var text = new StringBuilder();
    while (text.length() < 300_000) {
      text.append(Integer.toString(random.nextInt(5_000) + 50_000, 36)).append(' ');
      text.append(random.nextInt(12) == 0 ? "\n\n" : "");
    }
    return text.append("the end").toString();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return visitor.get(AT + path);
  }

  @Test
  void theAnswerIsShownAsItWasMeantOrAsItWasWritten() throws Exception {
    String formatted = get("first").body();
    assertTrue(formatted.contains("<h3 dir=\"auto\">News</h3>"), formatted);
    assertTrue(formatted.contains("All is <strong>well</strong>."), formatted);
    String written = get("first?view=text").body();
    assertTrue(written.contains("# News\n\nAll is **well**."), written);
    assertTrue(written.contains("id=\"as-written\"") && written.contains("aria-current=\"true\""));
    assertTrue(get("json").body().contains("[1, \"*x*\"]") || get("json").body().contains("*x*"));
  }

  @Test
  void theAnswerIsAFileWithTheNameOfItsJobAndItsTime() throws Exception {
    var markdown = get("first/answer.md");
    assertEquals("# News\n\nAll is **well**.\n\n- one\n- two\n", markdown.body());
    assertEquals(
        "attachment; filename=\"news-_-2026-11-20-1200.md\";"
            + " filename*=UTF-8''news-%C3%BC-2026-11-20-1200.md",
        markdown.headers().firstValue("Content-Disposition").orElseThrow());
    assertEquals(
        "text/markdown; charset=utf-8",
        markdown.headers().firstValue("Content-Type").orElseThrow());
    assertEquals("nosniff", markdown.headers().firstValue("X-Content-Type-Options").orElseThrow());
    var text = get("first/answer.txt");
    assertEquals("News\nAll is well.\n- one\n- two", text.body());
    assertTrue(text.headers().firstValue("Content-Disposition").orElseThrow().contains(".txt"));
    assertEquals(404, get("nobody/answer.md").statusCode());
  }

  @Test
  void thePromptIsShownAndThoseOfBeforeAreSaidToBeMissing() throws Exception {
    assertTrue(get("first").body().contains("Not kept: this run is from before"));
    assertEquals(404, get("first/prompt.txt").statusCode());
    var job = JsonNodeFactory.instance.objectNode().put("id", "asked").put("type", "prompt");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 10_080);
    String prompt = "Tell me of <b>hedgehogs</b>. " + "And more. ".repeat(3_000);
    job.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", prompt);
    var order = Order.by(Actor.scheduler("test"));
    world.otto.jobs().create(JobFields.of(job), order);
    world.otto.jobs().runNow("asked", order);
    await().until(() -> !world.otto.runs().ofJob("asked", 1, 0).runs().isEmpty());
    String id = world.otto.runs().ofJob("asked", 1, 0).runs().getFirst().id();
    await().until(() -> world.otto.runs().find(id).orElseThrow().timing().finishedAt() != null);
    String page = visitor.get("/jobs/asked/runs/" + id).body();
    assertTrue(
        page.contains("Tell me of &lt;b>hedgehogs&lt;/b>") || page.contains("&lt;b&gt;hedgehogs"),
        page);
    assertTrue(page.contains("This is its beginning"), page);
    assertEquals(prompt, visitor.get("/jobs/asked/runs/" + id + "/prompt.txt").body());
    assertTrue(page.contains("action=\"/jobs/asked/run\""), page);
    assertFalse(world.api("/external/runs").contains("\"prompt\":"));
    var again = Map.of("modelRef", "basalt/basalt-4-mini");
    assertEquals(303, visitor.post("/jobs/asked/run", again).statusCode());
    await().until(() -> world.otto.runs().ofJob("asked", 1, 0).total() == 2);
    var second = world.otto.runs().ofJob("asked", 1, 0).runs().getFirst();
    assertEquals("run", second.receipt().choice().source());
  }

  @Test
  void runsOfAJobLeadToEachOther() throws Exception {
    String second = get("second").body();
    assertTrue(second.contains("rel=\"prev\" href=\"" + AT + "first\""), second);
    assertTrue(second.contains("rel=\"next\" href=\"" + AT + "hostile\""), second);
    assertFalse(get("first").body().contains("rel=\"prev\""));
    assertTrue(second.contains("id=\"tries\"") && second.contains("after 1.5 s: Its key is wrong"));
  }

  @Test
  void twoRunsAreComparedLineByLine() throws Exception {
    String choice = get("second/compare").body();
    assertTrue(choice.contains("href=\"" + AT + "second/compare?with=first\""), choice);
    String compared = get("second/compare?with=first").body();
    assertTrue(compared.contains("<del>All is **well**.</del>"), compared);
    assertTrue(compared.contains("<ins>All is **ill**.</ins>"), compared);
    assertTrue(compared.contains("<ins>- three</ins>"), compared);
    assertTrue(compared.contains("fallback: the next that was named"), compared);
    assertEquals(
        compared.replaceAll("value=\"[^\"]*\"|data-form=\"[^\"]*\"", ""),
        get("first/compare?with=second")
            .body()
            .replaceAll("value=\"[^\"]*\"|data-form=\"[^\"]*\"", ""));
    assertTrue(get("first/compare?with=first").body().contains("id=\"same-answer\""));
    var nobody = get("first/compare?with=nobody");
    assertEquals(422, nobody.statusCode());
    assertTrue(nobody.body().contains("Run not found: nobody"), nobody.body());
  }

  @Test
  void aLongAnswerIsShownInPartAndKeptWhole() throws Exception {
    String page = get("long").body();
    assertTrue(page.contains("id=\"goes-on\""), page);
    assertTrue(compressed(page) <= 80_000, "bytes: " + compressed(page));
    assertTrue(get("long/answer.md").body().endsWith("the end"));
    String compared = get("long/compare?with=hostile").body();
    assertTrue(compressed(compared) <= 80_000, "bytes: " + compressed(compared));
  }

  private static int compressed(String page) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(page.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.size();
  }

  @Test
  @WithBrowser
  void aHostileAnswerRunsNothingAndLoadsNothing() throws Exception {
    assertEquals(
        POLICY, get("hostile").headers().firstValue("Content-Security-Policy").orElseThrow());
    try (var browser = Browser.start();
        var operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
        var page = operator.newPage()) {
      List<String> elsewhere = new CopyOnWriteArrayList<>();
      page.onRequest(request -> elsewhere.add(request.url()));
      page.onDialog(dialog -> elsewhere.add("dialog " + dialog.message()));
      for (String path : List.of("hostile", "hostile?view=text", "first/compare?with=hostile")) {
        page.navigate(world.pages().address() + AT + path);
        page.waitForLoadState();
        assertEquals("undefined", page.evaluate("typeof window.hacked"), path);
        assertEquals(1, page.locator("main").count(), path);
        assertEquals(
            0, page.locator("#answer :is(script, img, style, form, [style], [id])").count());
        assertEquals(
            0, page.locator("#transcript :is(script, img, a, style, form, [style], [id])").count());
        assertThat(page.locator("#pulse")).isVisible();
        new Look(page, "run-" + path.replaceAll("\\W", "-")).everywhere();
        fits(page, 768);
        fits(page, 1440);
      }
      elsewhere.removeIf(url -> url.startsWith(world.pages().address()));
      assertEquals(List.of(), elsewhere);
      assertEquals(List.of(), browser.complaints());
    }
  }

  private static void fits(Page page, int width) {
    page.setViewportSize(width, 900);
    assertEquals(width, page.evaluate("document.documentElement.scrollWidth"), page.url());
  }

  @Test
  void theTranscriptIsPlainTextAndWholeInAFile() throws Exception {
    String page = get("hostile").body();
    assertTrue(page.contains("id=\"transcript\"") && page.contains("Called bash"), page);
    assertTrue(page.contains("That is a help and no promise"), page);
    assertTrue(compressed(page) <= 80_000, "bytes: " + compressed(page));
    var file = get("hostile/transcript.txt");
    assertEquals(
        "text/plain; charset=utf-8", file.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(file.body().endsWith("(More was said and done than Otto keeps.)\n"), file.body());
    assertFalse(get("first").body().contains("id=\"transcript\""));
    assertEquals(404, get("first/transcript.txt").statusCode());
  }
}
