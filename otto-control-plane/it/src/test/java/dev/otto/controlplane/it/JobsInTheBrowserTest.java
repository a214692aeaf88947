package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as an operator meets them, with script: the form, two tabs, a run that is watched. */
@WithBrowser
class JobsInTheBrowserTest {
  private static final String MODEL = "basalt/basalt-4-large";

  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private static BrowserContext operator;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    browser = Browser.start();
    operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    List<String> complaints = browser.complaints();
    browser.forgetComplaints();
    world.openCode.delay(Duration.ZERO);
    assertEquals(List.of(), complaints);
  }

  private static Page open(String path) {
    Page page = operator.newPage();
    page.navigate(world.pages().address() + path);
    return page;
  }

  private static void create(String id, String prompt) {
    try (Page page = open("/new-job")) {
      page.getByLabel("Name").fill(id);
      page.getByLabel("Prompt").fill(prompt);
      page.getByLabel("At an interval").check();
      page.getByLabel("Minutes between runs").fill("60");
      page.getByLabel("First run, or the only one").fill("2031-01-01T12:00");
      press(page, "Create job");
      assertThat(page.getByRole(AriaRole.HEADING, named(id))).isVisible();
    }
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  /** In the tab in front: a browser draws the others once a second. */
  private static void press(Page page, String name) {
    page.bringToFront();
    page.getByRole(AriaRole.BUTTON, named(name)).click();
  }

  /** As a person does: types some words and takes what is offered. */
  private static void chooseModel(Page page, String words) {
    page.bringToFront();
    page.locator("[data-picker] input").click();
    page.keyboard().type(words);
    page.locator("[data-picker] [role=option][data-ref='" + MODEL + "']").click();
    assertThat(page.locator("[data-picker] input")).hasValue(MODEL);
  }

  @Test
  void theTimesOfASchedule() {
    try (Page page = open("/new-job")) {
      assertThat(page.getByLabel("Time zone")).hasValue("Europe/Berlin");
      page.getByLabel("Cron expression").fill("30 7 * * 1-5");
      assertThat(page.locator("#preview li")).hasCount(5);
      assertThat(page.locator("#preview")).containsText("07:30");
      page.getByLabel("Cron expression").fill("never");
      assertThat(page.locator("#preview .error")).containsText("has one; write five fields");
      page.getByLabel("Once").check();
      assertThat(page.getByLabel("Cron expression")).isHidden();
    }
  }

  @Test
  void aModelIsSetAndInheritedAgainAndTheNextRunUsesIt() {
    create("next-model", "Say hello.");
    try (Page page = open("/jobs/next-model")) {
      chooseModel(page, "basalt 4 large");
      press(page, "Set model");
      assertThat(page.locator("#job-model .chosen")).containsText(MODEL);
      page.reload();
      assertThat(page.locator("#job-model .chosen")).containsText("set on the job");
      press(page, "Run now");
      assertThat(page.locator("#runs tbody tr").first()).containsText("Succeeded");
      assertThat(page.locator("#runs tbody tr").first()).containsText(MODEL);
    }
  }

  @Test
  void aRunIsWatchedAndAborted() {
    create("slow", "Take your time. #delay=60000");
    try (Page page = open("/jobs/slow")) {
      press(page, "Run now");
      assertThat(page.locator("#job-state .now")).containsText("Running");
      assertThat(page.locator(".flash")).hasCount(0);
      press(page, "Abort");
      assertThat(page.locator("#run .title")).containsText("Aborted");
    }
  }

  @Test
  void twoTabsDoNotOverwriteEachOther() {
    create("two-tabs", "Say hello.");
    try (Page first = open("/jobs/two-tabs/edit");
        Page second = open("/jobs/two-tabs/edit")) {
      first.getByLabel("Minutes between runs").fill("30");
      press(first, "Save");
      assertThat(first.locator("#facts")).containsText("every 30 minutes");
      second.getByLabel("Minutes between runs").fill("45");
      press(second, "Save");
      assertThat(second.locator("#meanwhile")).containsText("Changed in the meantime");
      assertThat(second.getByLabel("Minutes between runs")).hasValue("45");
      browser.forgetComplaints(); // the console notes the status 409
      press(second, "Overwrite");
      assertThat(second.locator("#facts")).containsText("every 45 minutes");
    }
  }

  @Test
  void aChangeFromElsewhereShowsWhileAFormHasOneOfItsOwn() {
    create("looked-at", "Say hello.");
    try (Page form = open("/jobs/looked-at/edit");
        Page flow = open("/models/flows/heartbeat");
        Page other = open("/jobs/looked-at")) {
      form.bringToFront();
      form.getByLabel("Minutes between runs").fill("45");
      form.locator("h1").click();
      flow.locator("#f-policy").selectOption("strict");
      flow.locator("h1").click();
      chooseModel(other, "basalt 4 large");
      press(other, "Set model");
      assertThat(other.locator(".flash")).containsText(MODEL);
      other.navigate(world.pages().address() + "/models");
      other.locator("#flow-heartbeat input[type=text]").fill(MODEL);
      other.keyboard().press("Tab");
      press(other, "Save");
      form.bringToFront();
      assertThat(form.locator("#elsewhere")).containsText("Changed in the meantime");
      assertThat(form.locator("#elsewhere")).containsText(MODEL);
      assertThat(form.getByLabel("Minutes between runs")).hasValue("45");
      assertEquals("", Browser.violations(form));
      press(form, "Save");
      assertThat(form.locator("#facts")).containsText("every 45 minutes");
      assertThat(form.locator("#job-model .chosen")).containsText(MODEL);
      flow.bringToFront();
      assertThat(flow.locator("#elsewhere")).containsText("somebody set: " + MODEL);
      assertThat(flow.locator("#f-policy")).hasValue("strict");
      assertEquals("", Browser.violations(flow));
    }
  }

  @Test
  void whatIsTypedOutlivesTheSession() {
    BrowserContext somebody = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
    try (Page page = somebody.newPage()) {
      page.navigate(world.pages().address() + "/new-job");
      page.getByLabel("Prompt").fill("A long prompt.");
      somebody.clearCookies();
      page.getByLabel("Name").fill("kept");
      page.getByLabel("Cron expression").fill("0 12 * * *");
      press(page, "Create job");
      assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("session has ended");
      browser.forgetComplaints(); // the console notes the status 401
      page.navigate(world.pages().loginLink().toString());
      page.waitForURL(url -> !url.contains("/login"));
      page.navigate(world.pages().address() + "/new-job");
      assertThat(page.getByLabel("Prompt")).hasValue("A long prompt.");
      press(page, "Create job");
      assertThat(page.getByRole(AriaRole.HEADING, named("kept"))).isVisible();
      page.navigate(world.pages().address() + "/new-job");
      assertThat(page.getByLabel("Prompt")).hasValue("");
    } finally {
      somebody.close();
    }
  }

  @Test
  void ticksOutliveAnUpdateOfTheList() {
    create("ticked", "Say hello.");
    create("runs-meanwhile", "Say hello.");
    try (Page list = open("/jobs?sort=name");
        Page other = open("/jobs/runs-meanwhile")) {
      list.getByLabel("Select ticked").check();
      press(other, "Run now");
      assertThat(list.locator("tr", new Page.LocatorOptions().setHasText("runs-meanwhile")))
          .containsText("Succeeded");
      assertThat(list.getByLabel("Select ticked")).isChecked();
      chooseModel(list, "basalt 4 large");
      press(list, "Set model");
      assertThat(list.locator("#changing tbody tr")).hasCount(1);
      assertThat(list.locator("#changing tbody tr")).containsText(MODEL);
      list.locator("#set-models").focus();
      list.keyboard().press("Enter");
      assertThat(list.locator("tbody tr")).hasCount(1);
      assertThat(list.locator("tbody tr")).containsText("Uses " + MODEL + " now");
      press(list, "Undo");
      assertThat(list.locator("tbody tr")).containsText("Inherits now");
    }
  }
}
