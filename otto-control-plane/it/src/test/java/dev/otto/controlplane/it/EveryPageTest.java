package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page, and every state that a person can bring one into, looked at in both themes, on a desk
 * and on a phone. With {@code OTTO_PICTURES} naming a folder, pictures are left there.
 */
@WithBrowser
class EveryPageTest {
  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private static BrowserContext operator;
  private static BrowserContext stranger;

  /**
   * What is looked at.
   *
   * @param status what the page is answered with; the browser notes one from 400 on
   */
  private record Sight(String name, boolean loggedIn, int status, Consumer<Page> opening) {
    static Sight of(String name, Consumer<Page> opening) {
      return new Sight(name, true, 200, opening);
    }

    Sight answered(int otherStatus) {
      return new Sight(name, loggedIn, otherStatus, opening);
    }

    Sight forStrangers() {
      return new Sight(name, false, status, opening);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Sight> sights() {
    return Stream.of(
        Sight.of("overview", at("/")),
        Sight.of("models", at("/models")),
        Sight.of("models-none-fits", at("/models?search=no-such-model")),
        Sight.of("models-picker-open", EveryPageTest::openPicker),
        Sight.of("models-review", EveryPageTest::review),
        Sight.of("models-conflict", EveryPageTest::conflict).answered(409),
        Sight.of("models-field-error", EveryPageTest::unknownDefault),
        Sight.of("models-search", at("/models?search=basalt&order=price&takes=image")),
        Sight.of("models-no-price", at("/models?maxPrice=cheap")),
        Sight.of("model", at("/model?ref=" + SampleDay.FLOW_MODEL)),
        Sight.of("model-unused", at("/model?ref=iris/iris-4.5-nano")),
        Sight.of("model-unknown", at("/model?ref=acme/gone-9")).answered(404),
        Sight.of("model-flow", at("/models/flows/scheduledTasks")),
        Sight.of("model-flow-error", EveryPageTest::effortThatThereIsNot).answered(422),
        Sight.of("model-replace", at("/models/replace?from=" + SampleDay.FLOW_MODEL)),
        Sight.of("model-replace-preview", replaceBy("alder/alder-4.5-large")),
        Sight.of("model-replace-refused", replaceBy("alder/alder-3-nano")),
        Sight.of("model-replace-error", replaceBy("none")).answered(422),
        Sight.of("model-replaced", EveryPageTest::replaced),
        Sight.of("jobs", at("/jobs")),
        Sight.of("jobs-none-fits", at("/jobs?search=none-is-so")),
        Sight.of("jobs-bulk-preview", EveryPageTest::bulkPreview),
        Sight.of("jobs-bulk-result", EveryPageTest::bulk),
        Sight.of("job-new", at("/new-job")),
        Sight.of("job-new-errors", EveryPageTest::emptyForm).answered(422),
        Sight.of("job", at("/jobs/morning-news")),
        Sight.of("job-long-history", at("/jobs/inbox-triage")),
        Sight.of("job-fallback", at("/jobs/old-favourite")),
        Sight.of("job-system", at("/jobs/system-heartbeat")),
        Sight.of("job-edit", at("/jobs/morning-news/edit")),
        Sight.of("job-edit-choice", EveryPageTest::chosen),
        Sight.of("job-conflict", EveryPageTest::jobConflict).answered(409),
        Sight.of("job-acknowledge", at("/jobs/broken-import/acknowledge")),
        Sight.of("job-acknowledge-error", EveryPageTest::withoutReason).answered(422),
        Sight.of("job-acknowledged", EveryPageTest::acknowledged),
        Sight.of("jobs-acknowledged", at("/jobs?state=acknowledged")),
        Sight.of("overview-acknowledged", EveryPageTest::acknowledgedOnTheOverview),
        Sight.of("job-cancel", at("/jobs/morning-news/cancel")),
        Sight.of("job-delete", EveryPageTest::cancelled),
        Sight.of("run", run("morning-news")),
        Sight.of("run-failed", run("broken-import")),
        Sight.of("run-fallback", run("old-favourite")),
        Sight.of("run-transcript", EveryPageTest::transcript),
        Sight.of("run-to-compare", thenCompare("old-favourite")),
        Sight.of("run-compared", EveryPageTest::compared),
        Sight.of("runs", at("/runs")),
        Sight.of("runs-found", at("/runs?text=issues&state=succeeded&jobId=inbox-triage")),
        Sight.of("runs-none-fits", at("/runs?text=none-is-so")),
        Sight.of("runs-error", at("/runs?modelRef=gpt&from=soon&text=---")).answered(422),
        Sight.of("assistant-empty", at("/assistant")),
        Sight.of("assistant", EveryPageTest::ask),
        Sight.of("assistant-about-a-run", EveryPageTest::talk),
        Sight.of("audit", at("/audit")),
        Sight.of("audit-none-fits", at("/audit?search=none-is-so")),
        Sight.of("settings", at("/settings")),
        Sight.of("search", at("/search?q=basalt")),
        Sight.of("search-none-fits", at("/search?q=none-is-so")),
        Sight.of("palette", EveryPageTest::openPalette),
        Sight.of("not-found", at("/no/such/page")).answered(404),
        Sight.of("login", at("/login")).forStrangers(),
        Sight.of("login-error", EveryPageTest::wrongToken).forStrangers().answered(401),
        // The last ones, because models are gone afterwards, and the configuration is broken.
        Sight.of("models-refreshed", EveryPageTest::refreshWithout),
        Sight.of("overview-degraded", EveryPageTest::degraded));
  }

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    SampleRun.in(home);
    world = OttoWithPages.start(home);
    SampleDay.livedBy(world);
    browser = Browser.start();
    stranger = browser.visitor(Device.DESKTOP, ColorScheme.LIGHT);
    operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
  }

  @AfterEach
  void forgetComplaints() {
    browser.forgetComplaints();
  }

  @ParameterizedTest
  @MethodSource("sights")
  void isForEverybodyInBothThemesAndFitsAPhone(Sight sight) {
    try (Page page = (sight.loggedIn() ? operator : stranger).newPage()) {
      sight.opening().accept(page);
      new Look(page, sight.name()).everywhere();
      new RunNumbers(page, world.pages().address()).leadToTheirRuns();
    }
    assertEquals(List.of(), browser.complaintsBut(sight.status()));
  }

  @ParameterizedTest
  @CsvSource({"/, 40", "/model?ref=" + SampleDay.FLOW_MODEL + ", 1", "/jobs/inbox-triage, 1"})
  void numbersOfRunsLeadToThem(String path, int least) {
    try (Page page = operator.newPage()) {
      at(path).accept(page);
      int numbers = new RunNumbers(page, world.pages().address()).leadToTheirRuns();
      assertTrue(numbers >= least, numbers + " numbers on " + path);
    }
  }

  private static Consumer<Page> at(String path) {
    return page -> page.navigate(world.pages().address() + path);
  }

  /** In the tab in front: a browser draws the others once a second. */
  private static void press(Page page, String name) {
    page.bringToFront();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  private static void type(Page page, String flow, String text) {
    page.locator("#flow-" + flow + " input[type=text]").click();
    page.keyboard().type(text);
    assertThat(page.locator("#flow-" + flow + " [role=option], #flow-" + flow + " .more").first())
        .isVisible();
  }

  private static void openPicker(Page page) {
    openPicker(page, "/models");
  }

  private static void openPicker(Page page, String path) {
    at(path).accept(page);
    type(page, "heartbeat", "basalt large");
    assertThat(page.locator("#flow-heartbeat [role=option]").first()).containsText("Basalt");
  }

  /** With a few models in the list, because all of them have been looked at by then. */
  private static void review(Page page) {
    openPicker(page, "/models?search=basalt+4");
    page.keyboard().press("Enter");
    assertThat(page.locator("#changes .after")).containsText("basalt/");
  }

  private static void conflict(Page page) {
    review(page);
    try (Page other = operator.newPage()) {
      at("/models").accept(other);
      type(other, "heartbeat", "alder-4.5-large");
      other.keyboard().press("Enter");
      press(other, "Save");
      assertThat(other.locator(".flash")).containsText("Saved.");
    }
    press(page, "Save");
    assertThat(page.locator("#defaults [role=alert]")).containsText("Changed in the meantime");
  }

  private static void unknownDefault(Page page) {
    at("/models?search=nothing").accept(page);
    type(page, "heartbeat", "acme/gone-9");
    page.keyboard().press("Tab");
    assertThat(page.locator("#flow-heartbeat .error")).isVisible();
  }

  private static void effortThatThereIsNot(Page page) {
    at("/models/flows/heartbeat").accept(page);
    page.locator("#pick-modelRef").fill("alder/alder-4.5-large");
    page.locator("#pick-fallbacks-1").fill("basalt/basalt-4-mini");
    page.getByLabel("alder", new Page.GetByLabelOptions().setExact(true)).check();
    page.getByLabel("Effort").fill("extreme");
    press(page, "Save");
    assertThat(page.locator("#f-variant-hint")).hasClass("error");
  }

  /** The efforts are those of the model that was picked. */
  private static void chosen(Page page) {
    at("/jobs/morning-news/edit").accept(page);
    page.getByText("Effort, fallbacks, limits").click();
    page.locator("#pick-modelRef").fill("alder/alder-4.5-large");
    page.keyboard().press("Tab");
    assertThat(page.locator("#f-variant-hint")).hasText("This model has low, medium, high.");
    assertThat(page.locator("#efforts option")).hasCount(3);
  }

  private static Consumer<Page> replaceBy(String other) {
    return at("/models/replace?from=" + SampleDay.EXPLICIT + "&to=" + other);
  }

  private static void replaced(Page page) {
    replaceBy("alder/alder-4.5-large").accept(page);
    page.locator("#replace").click();
    assertThat(page.locator("#undo")).isVisible();
    page.locator("#undo").click();
    assertThat(page.locator("[role=status].notice")).containsText("took the place");
  }

  private static void bulkPreview(Page page) {
    at("/jobs").accept(page);
    page.getByLabel("Select weekly-report").check();
    page.getByLabel("Select system-heartbeat").check();
    page.locator("#bulk [data-picker] input").fill("iris/iris-4.5-large");
    press(page, "Set model");
    assertThat(page.locator("tbody tr")).hasCount(2);
  }

  private static void bulk(Page page) {
    bulkPreview(page);
    press(page, "Change 1 job");
    assertThat(page.locator("tbody tr")).containsText("now");
  }

  private static void emptyForm(Page page) {
    at("/new-job").accept(page);
    press(page, "Create job");
    assertThat(page.getByText("Enter a prompt")).isVisible();
  }

  private static void jobConflict(Page page) {
    at("/jobs/release-notes/edit").accept(page);
    try (Page other = operator.newPage()) {
      at("/jobs/release-notes/edit").accept(other);
      other.getByLabel("Prompt").fill("Draft the release notes of the month.");
      press(other, "Save");
      assertThat(other.locator(".flash")).containsText("Saved");
    }
    page.getByLabel("Prompt").fill("Draft the release notes, in short.");
    press(page, "Save");
    assertThat(page.locator("#meanwhile")).isVisible();
  }

  private static void withoutReason(Page page) {
    at("/jobs/broken-import/acknowledge").accept(page);
    page.getByLabel("Reason").fill(" ");
    press(page, "Acknowledge");
    assertThat(page.locator("#f-reason-hint")).hasText("Enter a reason");
  }

  private static void acknowledged(Page page) {
    at("/jobs/broken-import/acknowledge").accept(page);
    page.getByLabel("Reason").fill("The export is gone; Anna asks for another");
    page.getByLabel("Until").selectOption("4320");
    press(page, "Acknowledge");
    assertThat(page.locator("#acknowledgement")).containsText("Snoozed");
  }

  private static void acknowledgedOnTheOverview(Page page) {
    at("/").accept(page);
    page.locator("#acknowledged > summary").click();
    assertThat(page.locator("#acknowledged")).containsText("Anna asks for another");
  }

  private static void cancelled(Page page) {
    at("/jobs/release-notes/cancel").accept(page);
    press(page, "Cancel this job");
    page.locator("#delete").click();
    assertThat(page.locator("h1")).hasText("Delete release-notes for good?");
  }

  private static Consumer<Page> run(String job) {
    return at("/jobs/" + job)
        .andThen(page -> page.locator("#runs tbody a").first().click())
        .andThen(page -> assertThat(page.locator("h1")).hasText("Run"));
  }

  private static void transcript(Page page) {
    at(SampleRun.ADDRESS).accept(page);
    page.locator("#show-transcript").click();
    assertThat(page.locator("#transcript")).containsText("Refused: bash");
  }

  private static void talk(Page page) {
    at(SampleRun.ADDRESS).accept(page);
    page.locator("#talk").click();
    page.locator("#show-told").click();
    assertThat(page.locator("#told")).containsText("Nothing is urgent");
  }

  private static Consumer<Page> thenCompare(String job) {
    return run(job)
        .andThen(page -> page.locator("#compare").click())
        .andThen(page -> assertThat(page.locator("h1")).hasText("Compare with which run?"));
  }

  private static void compared(Page page) {
    thenCompare("old-favourite").accept(page);
    page.locator("#others a").first().click();
    assertThat(page.locator("h1")).hasText("Two runs");
  }

  private static void ask(Page page) {
    at("/assistant").accept(page);
    page.locator("#text").fill("Which of my jobs failed today?");
    page.locator("#send").click();
    assertThat(page.locator(".turn .receipt")).isVisible();
  }

  private static void openPalette(Page page) {
    at("/jobs").accept(page);
    page.keyboard().press("Control+k");
    page.keyboard().type("news");
    assertThat(page.locator("#palette [role=option]").first()).containsText("news");
  }

  private static void wrongToken(Page page) {
    at("/login").accept(page);
    page.getByLabel("Token").fill("not the token");
    press(page, "Log in");
    assertThat(page.locator("#token-hint")).hasClass("error");
  }

  private static void degraded(Page page) {
    try {
      Files.writeString(world.otto.paths().config(), "{ oh");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              at("/").accept(page);
              return page.locator("#pulse").getAttribute("data-pulse").equals("degraded");
            });
    assertThat(page.locator(".attention")).containsText("Configuration is degraded");
  }

  private static void refreshWithout(Page page) {
    var fewer =
        StandInOpenCode.demoModels().stream()
            .filter(model -> !model.ref().toString().equals(SampleDay.FLOW_MODEL))
            .filter(model -> !model.ref().toString().equals(SampleDay.EXPLICIT))
            .toList();
    world.openCode.models(fewer);
    at("/models").accept(page);
    press(page, "Refresh");
    assertThat(page.locator("#refreshed .notice")).containsText("These lost their model");
  }
}
