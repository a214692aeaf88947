package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.models.Flow;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator comes for: which models there are, who uses which, and another one instead. */
@WithBrowser
class OperatorInTheBrowserTest {
  private static final String WANTED = "basalt/basalt-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);

  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private BrowserContext operator;
  private Page page;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    browser = Browser.start();
  }

  @BeforeEach
  void logIn() {
    world.openCode.failure(FailureMode.NONE).models(StandInOpenCode.demoModels());
    for (Flow flow : Flow.values()) {
      world
          .otto
          .flowDefaults()
          .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(flow, Optional.empty()));
    }
    operator = browser.visitor(Device.DESKTOP, ColorScheme.LIGHT);
    page = logIn(operator);
  }

  private static Page logIn(BrowserContext somebody) {
    Page page = somebody.newPage();
    page.navigate(world.pages().loginLink().toString());
    page.waitForURL(url -> !url.contains("/login"));
    open(page, "/models");
    return page;
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    operator.close();
    List<String> complaints = browser.complaints();
    browser.forgetComplaints();
    assertEquals(List.of(), complaints);
  }

  private static void open(Page page, String path) {
    page.navigate(world.pages().address() + path);
  }

  /** In the tab in front: a browser draws the others once a second. */
  private static void press(Page page, String name) {
    page.bringToFront();
    var exactly = new Page.GetByRoleOptions().setName(name).setExact(true);
    page.getByRole(AriaRole.BUTTON, exactly).first().click();
  }

  /** The browser itself writes the status of such an answer on the console. */
  private static void expectComplaint(int status) {
    assertEquals(List.of(), browser.complaintsBut(status));
    assertEquals(1, browser.complaints().size());
    browser.forgetComplaints();
  }

  private static Locator field(Page page, Flow flow) {
    return page.locator("#flow-" + flow + " input[type=text]");
  }

  private static void choose(Page page, Flow flow, String model) {
    page.bringToFront();
    field(page, flow).click();
    page.keyboard().type(model);
    page.keyboard().press("Enter");
    assertThat(page.locator("#changes .after")).hasText(model);
  }

  private static void create(Page page, String id, String model) {
    open(page, "/new-job");
    page.getByLabel("Name").fill(id);
    page.getByLabel("Prompt").fill("Say " + id + ".");
    page.getByLabel("Cron expression").fill("0 7 1 1 *");
    page.locator("#pick-modelRef").fill(model);
    press(page, "Create job");
    assertThat(page.locator("h1")).hasText(id);
  }

  /** Says what the receipt of the next run says, and that OpenCode was asked for just that. */
  private static void runUses(Page page, String job, String model) {
    world.openCode.forget();
    open(page, "/jobs/" + job);
    String before = page.locator("#all-runs").textContent();
    press(page, "Run now");
    assertThat(page.locator("#all-runs")).not().hasText(before);
    assertThat(page.locator("#runs tbody tr").first()).containsText("Succeeded");
    page.locator("#runs tbody a").first().click();
    var served = page.locator("dt:text-is('Served by') + dd");
    assertThat(served).hasText(model);
    assertEquals(Map.of(model, 1L), world.openCode.asked().models());
  }

  @Test
  void aDefaultIsChangedByTheKeyboardAndTheNextRunsFollowTheirJobs() {
    create(page, "inherits", "");
    create(page, "names-its-own", OTHER);
    open(page, "/models");
    field(page, Flow.SCHEDULED_TASKS).focus();
    page.keyboard().type("basalt 4 large");
    assertThat(page.locator("[role=option]").first()).containsText(WANTED);
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Enter");
    assertThat(page.locator("#changes .after")).hasText(WANTED);
    for (int i = 0; i < 12 && !focusIsOn(page, "Save"); i++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    assertThat(page.locator(".flash")).containsText("Saved. Scheduled tasks: " + WANTED);
    page.reload();
    assertThat(field(page, Flow.SCHEDULED_TASKS)).hasValue(WANTED);
    runUses(page, "inherits", WANTED);
    runUses(page, "names-its-own", OTHER);
    open(page, "/jobs/names-its-own");
    page.locator("#pick-modelRef").fill("");
    press(page, "Set model");
    assertThat(page.locator("#job-model .chosen")).containsText(WANTED);
    runUses(page, "names-its-own", WANTED);
  }

  private static boolean focusIsOn(Page page, String button) {
    return page.evaluate("document.activeElement.textContent").equals(button);
  }

  @Test
  void whoTypesFasterThanTheListComesGetsWhatWasTyped() {
    choose(page, Flow.HEARTBEAT, WANTED);
    field(page, Flow.HEARTBEAT).click();
    page.keyboard().press("Control+a");
    page.keyboard().press("Delete");
    page.keyboard().press("Enter");
    assertThat(page.locator("#changes .after")).hasCount(0);
    assertThat(field(page, Flow.HEARTBEAT)).hasValue("");
  }

  @Test
  void whatWasSavedIsUndone() {
    choose(page, Flow.HEARTBEAT, WANTED);
    press(page, "Save");
    assertThat(page.locator(".flash")).containsText("Heartbeat: " + WANTED);
    press(page, "Undo");
    assertThat(page.locator(".flash")).containsText("Heartbeat: inherit");
    page.reload();
    assertThat(field(page, Flow.HEARTBEAT)).hasValue("");
  }

  @Test
  void aRefreshNamesTheJobAndTheFlowThatLostTheirModelAndAFailedOneKeepsAll() {
    create(page, "loses-its-model", OTHER);
    open(page, "/models");
    choose(page, Flow.WATCHDOG_FAILURES, WANTED);
    press(page, "Save");
    assertThat(page.locator(".flash")).containsText("Saved.");
    world.openCode.models(
        StandInOpenCode.demoModels().stream()
            .filter(model -> !List.of(WANTED, OTHER).contains(model.ref().toString()))
            .toList());
    press(page, "Refresh");
    Locator lost = page.locator("#refreshed .notice");
    assertThat(lost).containsText("Watchdog wants " + WANTED);
    assertThat(lost).containsText("loses-its-model wants " + OTHER);
    assertThat(page.locator("#refreshed")).containsText("2 removed");
    assertThat(page.locator("#flow-" + Flow.WATCHDOG_FAILURES + " .notice"))
        .containsText("is not in the catalog");
    world.openCode.models(List.of());
    press(page, "Refresh");
    assertThat(page.locator("#refreshed")).containsText("The previous catalog stays in use");
    assertThat(page.locator("#list")).containsText("643 models");
    world.openCode.models(StandInOpenCode.demoModels());
    press(page, "Refresh");
    assertThat(page.locator("#refreshed")).containsText("2 added");
  }

  @Test
  void twoTabsDoNotOverwriteEachOther() {
    try (Page second = operator.newPage()) {
      open(second, "/models");
      choose(second, Flow.HEARTBEAT, OTHER);
      choose(page, Flow.HEARTBEAT, WANTED);
      press(page, "Save");
      assertThat(page.locator(".flash")).containsText("Saved.");
      press(second, "Save");
      assertThat(second.locator("#defaults [role=alert]")).containsText("Changed in the meantime");
      assertThat(second.locator("#defaults [role=alert] .after")).hasText(WANTED);
      assertThat(field(second, Flow.HEARTBEAT)).hasValue(OTHER);
      expectComplaint(409);
      press(second, "Save");
      assertThat(second.locator(".flash")).containsText("Heartbeat: " + OTHER);
    }
  }

  @Test
  void aChangeFromElsewhereShowsWhileTheFormHasOneOfItsOwn() {
    try (Page second = operator.newPage()) {
      open(second, "/models");
      choose(second, Flow.HEARTBEAT, OTHER);
      second.locator("h1").click();
      for (Flow flow : List.of(Flow.HEARTBEAT, Flow.WATCHDOG_FAILURES)) {
        choose(page, flow, WANTED);
        press(page, "Save");
        assertThat(page.locator(".flash")).containsText(WANTED);
      }
      assertThat(second.locator("#defaults [role=alert]")).containsText("Changed in the meantime");
      assertThat(field(second, Flow.HEARTBEAT)).hasValue(OTHER);
      assertThat(field(second, Flow.WATCHDOG_FAILURES)).hasValue(WANTED);
      press(second, "Save");
      second.waitForURL("**/models/defaults");
      expectComplaint(409);
      press(second, "Save");
      assertThat(second.locator(".flash")).containsText("Heartbeat: " + OTHER);
      open(second, "/models");
      assertThat(field(second, Flow.WATCHDOG_FAILURES)).hasValue(WANTED);
    }
  }

  @Test
  void anEndedSessionLeadsToTheLoginAndBack() {
    world.passes(Duration.ofHours(9));
    try {
      open(page, "/models");
      assertThat(page.getByLabel("Token")).isFocused();
      page.getByLabel("Token").fill("wrong");
      press(page, "Log in");
      assertThat(page.locator("#token-hint")).hasClass("error");
      expectComplaint(401);
      page.getByLabel("Token").fill(token());
      press(page, "Log in");
      page.waitForURL("**/models");
    } finally {
      world.passes(Duration.ofHours(-9));
    }
  }

  @Test
  void aFormWithTheTokenOfAnotherSessionChangesNothing() {
    choose(page, Flow.HEARTBEAT, WANTED);
    operator.clearCookies();
    try (Page again = logIn(operator)) {
      press(page, "Save");
      assertThat(page.locator("h1")).hasText("Not allowed");
      expectComplaint(403);
      again.reload();
      assertThat(field(again, Flow.HEARTBEAT)).hasValue("");
    }
  }

  @Test
  void withoutScriptEverythingThatMattersWorks() {
    try (var plain = browser.visitorWithoutScript(Device.PHONE)) {
      Page slow = plain.newPage();
      slow.navigate(world.pages().loginLink().toString());
      press(slow, "Continue");
      slow.waitForURL(url -> !url.contains("/login"));
      open(slow, "/models");
      press(slow, "Refresh");
      assertThat(slow.locator("#refreshed")).containsText("Refreshed: 645 models");
      field(slow, Flow.SCHEDULED_TASKS).fill(WANTED);
      press(slow, "Review changes");
      assertThat(slow.locator("#changes .after")).hasText(WANTED);
      press(slow, "Save");
      assertThat(slow.locator(".flash")).containsText("Scheduled tasks: " + WANTED);
      create(slow, "plain", "");
      slow.locator("#pick-modelRef").fill(OTHER);
      press(slow, "Set model");
      assertThat(slow.locator("#job-model .chosen")).containsText(OTHER);
      press(slow, "Run now");
      assertThat(slow.locator(".flash")).isVisible();
      await().until(() -> world.api("/external/jobs/plain/runs").contains("\"succeeded\""));
      slow.reload();
      assertThat(slow.locator("#runs tbody tr").first()).containsText(OTHER);
      assertEquals(360, slow.evaluate("document.documentElement.scrollWidth"));
    }
  }

  private static String token() {
    try {
      return world.token();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
