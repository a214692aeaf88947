package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.ControlPlane;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the pages in a browser that runs no script, on a phone, by the keyboard; on
 * PostgreSQL, since only there are nodes.
 */
@WithBrowser
class WithoutScriptTest {
  /** What scripts fetch into a page that says the same when its form is sent, and programs. */
  private static final Set<String> SENT_BY_NO_FORM =
      Set.of(
          "/jobs/{id}/edit/elsewhere",
          "/models/flows/{flow}/elsewhere",
          "/new-job/check",
          "/login-links");

  private static final String MODEL = "basalt/basalt-4-large";
  private static final String OTHER = "iris/iris-4.5-large";

  /** One that is gone, and one whose clock is off and whose OpenCode does not answer. */
  private static final String OTHER_NODES =
      """
      INSERT INTO nodes (id, opencode_url, drained, version, started_at, opencode_version,
        opencode_problem, catalog, catalog_at, clock_offset, labels, reported_at)
      SELECT id, 'http://127.0.0.1:1', drained, '0.2.0', now - 7200000, opencode, problem,
        catalog, now - 7200000, clock, labels, now + said
      FROM (SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now) AS it,
        (VALUES ('berlin-2', 1, '1.18.34', NULL, 'acme/own-1', 0, NULL, -3600000),
          ('berlin-3', 0, NULL, 'OpenCode does not answer', 'basalt/basalt-4-large', 300000,
            E'berlin\\ngpu', 3600000))
          AS node (id, drained, opencode, problem, catalog, clock, labels, said)
      """;

  /** The last one checks in, so that it may run jobs; a refresh would wait for it from then on. */
  private static final String CHECKED_IN =
      """
      INSERT INTO qrtz_scheduler_state
      SELECT 'otto-prompts', id, reported_at, 3000 FROM nodes WHERE id = 'berlin-3'
      """;

  private static PostgresServer postgres;
  private static OttoWithPages world;
  private static Browser browser;
  private final Set<String> sent = new HashSet<>();
  private Page page;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    postgres = PostgresServer.start();
    postgres.usedBy(home, "berlin-1");
    world = OttoWithPages.start(home);
    postgres.execute(OTHER_NODES);
    browser = Browser.start();
    create("one", "Say hello.");
    create("two", "Say hello.");
    create("fails", "Say hello. #status=400");
    create("slow", "Take your time. #delay=600000");
  }

  @AfterAll
  static void stop() throws Exception {
    browser.close();
    world.close();
    postgres.close();
  }

  private static void create(String id, String prompt) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
    job.put("scheduleType", "recurring").put("cron", "30 7 1 1 *");
    job.putObject("payload").put("prompt", prompt);
    world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
  }

  @Test
  void everyOperationHasAForm() throws Exception {
    SortedSet<String> left = operations();
    assertTrue(left.size() >= 34 && left.containsAll(SENT_BY_NO_FORM), left.toString());
    try (var person = browser.visitorWithoutScript(Device.PHONE)) {
      page = person.newPage();
      page.onResponse(this::note);
      logsIn();
      managesModels();
      replacesAModel();
      letsANodeRest();
      makesAJob();
      runsAndAborts();
      changesAJob();
      changesManyJobs();
      acknowledges();
      endsAJob();
      asksAndSetsAndLogsOut();
    }
    assertEquals(List.of(), browser.complaints());
    left.removeAll(SENT_BY_NO_FORM);
    left.removeIf(path -> sent.stream().anyMatch(one -> one.matches(pattern(path))));
    assertEquals(Set.of(), left, "operations of the pages that no form of this test sends");
  }

  @Test
  void theNodesAreForEverybody() {
    try (var operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
        Page overview = operator.newPage()) {
      showsFirst(overview, "In berlin-1 answers here");
      var nodes = overview.locator("#nodes li");
      assertThat(nodes).hasCount(3);
      assertThat(nodes.nth(1)).containsText("Away berlin-2");
      assertThat(nodes.nth(1)).not().containsText("Label");
      assertThat(nodes.nth(1)).containsText("1 model; lacks ");
      assertThat(nodes.nth(1)).containsText(" and more; has besides acme/own-1");
      assertThat(nodes.nth(2)).containsText("Clock off berlin-3");
      assertThat(nodes.nth(2)).containsText("Its clock is 5 min 0 s ahead of the database's");
      assertThat(nodes.nth(2)).containsText("OpenCode does not answer");
      assertThat(nodes.nth(2)).containsText("Labels: berlin, gpu");
      new Look(overview, "overview-nodes").everywhere();
    }
    assertEquals(List.of(), browser.complaints());
  }

  private static String pattern(String path) {
    return path.replaceAll("\\{\\w+}", "[^/]+");
  }

  private void note(Response response) {
    if (response.request().method().equals("POST") && response.status() < 400) {
      sent.add(URI.create(response.url()).getRawPath());
    }
  }

  /** The paths of all posts, as the compiled pages register them. */
  private static SortedSet<String> operations() throws Exception {
    Path place =
        Path.of(ControlPlane.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return operations(place);
    }
    try (var jar = FileSystems.newFileSystem(place)) {
      return operations(jar.getPath("/"));
    }
  }

  private static SortedSet<String> operations(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      var paths = new TreeSet<String>();
      files
          .filter(file -> file.toString().endsWith(".class"))
          .map(WithoutScriptTest::parse)
          .flatMap(methods -> methods.stream())
          .forEach(method -> paths.addAll(posts(method)));
      return paths;
    }
  }

  private static List<MethodModel> parse(Path file) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(file)).methods();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text that was loaded last before each call of {@code Route.post}. */
  private static Set<String> posts(MethodModel method) {
    var paths = new HashSet<String>();
    String last = "";
    for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
      switch (element) {
        case ConstantInstruction it when it.constantValue() instanceof String text -> last = text;
        case InvokeInstruction it
            when it.name().equalsString("post")
                && it.owner().asInternalName().equals("dev/otto/web/Route") ->
            paths.add(last);
        default -> {}
      }
    }
    return paths;
  }

  private void open(String path) {
    page.navigate(world.pages().address() + path);
  }

  /** Presses a button by the keyboard; the page that follows has this text at this place. */
  private void press(String button, String place, String text) {
    page.locator("button:visible", new Page.LocatorOptions().setHasText(button)).first().focus();
    page.keyboard().press("Enter");
    assertThat(page.locator(place).first()).containsText(text);
  }

  private void logsIn() throws Exception {
    open("/login");
    page.getByLabel("Token").fill(world.token());
    press("Log in", "h1", "Overview");
  }

  private void managesModels() {
    open("/models");
    press("Refresh", "#refreshed", "Refreshed: 645 models");
    page.locator("#flow-heartbeat input[type=text]").fill(MODEL);
    press("Review changes", "#changes .after", MODEL);
    press("Save", ".flash", "Heartbeat: " + MODEL);
    press("Undo", ".flash", "Heartbeat: inherit");
    open("/model?ref=" + MODEL);
    press("Check it", ".flash", MODEL);
    open("/models/flows/watchdogFailures");
    page.locator("#pick-modelRef").fill(MODEL);
    press("Save", ".flash", "Saved");
    open("/search?q=refresh");
    press("Refresh the catalog", ".flash", "Catalog refreshed: 645 models");
  }

  private void replacesAModel() {
    open("/models/replace?from=" + MODEL + "&to=" + OTHER);
    press("Replace in", "[role=status].notice", OTHER + " took the place of " + MODEL);
    press("Undo", "[role=status].notice", MODEL + " took the place of " + OTHER);
  }

  private void letsANodeRest() {
    open("/");
    press("Drain", ".flash", "berlin-1 starts no new prompts");
    showsFirst(page, "Drained berlin-1");
    press("Resume", ".flash", "berlin-1 is resumed");
    showsFirst(page, "In berlin-1");
  }

  /** Opens the overview until it shows the first node so: one that checks in late is away. */
  private static void showsFirst(Page page, String state) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              page.navigate(world.pages().address() + "/");
              String shown = page.locator("#nodes li").first().innerText();
              return shown.replaceAll("\\s+", " ").contains(state);
            });
  }

  private void makesAJob() {
    open("/new-job");
    page.getByLabel("Name").fill("made");
    page.getByLabel("Prompt").fill("Say hello.");
    page.getByLabel("Cron expression").fill("0 7 1 1 *");
    press("Create job", "h1", "made");
  }

  private void runsAndAborts() {
    open("/jobs/slow");
    press("Run now", ".flash", "Its run is on the way.");
    await().until(() -> world.api("/external/jobs/slow").contains("\"status\":\"running\""));
    page.reload();
    press("Abort", ".flash", "The run is being aborted");
    await().until(() -> world.api("/external/jobs/slow").contains("\"status\":\"idle\""));
  }

  private void changesAJob() throws Exception {
    open("/jobs/made");
    press("Pause", ".flash", "Paused until it is resumed");
    press("Resume", ".flash", "Resumed");
    postgres.execute(CHECKED_IN);
    page.locator("#pick-modelRef").fill(OTHER);
    press("Set model", ".flash", "It uses " + OTHER + " now");
    assertThat(page.locator(".flash")).containsText(OTHER + " is not in the catalog of berlin-3");
    open("/jobs/made/edit");
    page.getByLabel("Prompt").fill("Say goodbye.");
    press("Save", ".flash", "Saved made");
    press("Undo", ".flash", "The change was undone");
  }

  private void changesManyJobs() {
    open("/jobs");
    page.getByLabel("Select one").check();
    page.getByLabel("Select two").check();
    press("Pause", "h1", "Pause");
    assertThat(page.locator("tbody")).containsText("Paused");
    press("Undo", "h1", "Resume");
    open("/jobs");
    page.getByLabel("Select one").check();
    page.locator("#bulk #pick-modelRef").fill(MODEL);
    press("Set model", "#changing", "one");
    press("Change 1 job", "tbody", "Uses " + MODEL + " now");
    press("Undo", "tbody", "Inherits now");
  }

  private void acknowledges() {
    open("/jobs/fails");
    press("Run now", ".flash", "Its run is on the way.");
    await().until(() -> world.api("/external/jobs/fails/runs").contains("\"failed\""));
    await().until(() -> world.api("/external/jobs/fails").contains("\"status\":\"idle\""));
    open("/jobs/fails/acknowledge");
    page.getByLabel("Reason").fill("Anna mends it");
    press("Acknowledge", "#acknowledgement", "Anna mends it");
    press("Take back", ".flash", "It needs attention again");
  }

  private void endsAJob() {
    open("/jobs/made/cancel");
    press("Cancel this job", ".flash", "Cancelled made");
    press("Restore", ".flash", "Job restored.");
    open("/jobs/made/cancel");
    press("Cancel this job", ".flash", "Cancelled made");
    open("/jobs/made/delete");
    press("Delete for good", ".flash", "Deleted made for good");
  }

  private void asksAndSetsAndLogsOut() {
    open("/assistant");
    page.locator("#text").fill("Which of my jobs failed today?");
    press("Send", ".turn .receipt", "");
    press("New conversation", "h1", "Assistant");
    assertThat(page.locator(".turn")).hasCount(0);
    open("/settings");
    page.getByLabel("Cadence in minutes").fill("90");
    press("Save", ".flash", "Saved: Cadence in minutes is now 90");
    press("Log out", "h1", "Log in");
  }
}
