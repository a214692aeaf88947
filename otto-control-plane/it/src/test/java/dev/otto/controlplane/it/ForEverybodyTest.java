package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small things that hurt where they are wrong, by the keyboard, in windows of three widths. */
@WithBrowser
class ForEverybodyTest {
  private static final List<Integer> WIDTHS = List.of(360, 768, 1440);
  private static final int HEIGHT = 780;
  private static final String LONG = "long-" + "abcdefghij".repeat(9);
  private static final String HEBREW = "דוח-1";
  private static final String MODEL = "basalt/basalt-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);

  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private static BrowserContext operator;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    browser = Browser.start();
    operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
    for (String id : List.of(LONG, HEBREW, "short", "doomed")) {
      var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
      job.put("scheduleType", "recurring").put("cron", "30 7 * * 1-5");
      job.putObject("payload").put("prompt", "Say hello.");
      world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
    }
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    List<String> complaints = browser.complaints();
    browser.forgetComplaints();
    assertEquals(List.of(), complaints);
  }

  private static Page open(String path) {
    Page page = operator.newPage();
    page.navigate(world.pages().address() + path);
    return page;
  }

  private static void pressByKeyboard(Page page, String button) {
    page.bringToFront();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .focus();
    page.keyboard().press("Enter");
  }

  /** Accessible in both themes and no wider than the window. */
  private static void look(Page page, String where) {
    for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
      assertEquals("", Browser.violations(page), where + " " + theme);
    }
    assertEquals(
        page.evaluate("innerWidth"),
        page.evaluate("document.documentElement.scrollWidth"),
        where + " is as wide as the window");
  }

  @Test
  void theNewestTurnIsAboveTheFieldToWriteIn() {
    String many =
        IntStream.range(0, 12).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    try (Page page = open("/assistant")) {
      int turns = 0;
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        for (String question : List.of(many, "Short?")) {
          page.locator("#text").focus();
          page.keyboard().insertText(question);
          page.keyboard().press("Control+Enter");
          assertThat(page.locator(".turn .receipt:has(.ref)")).hasCount(++turns);
          assertThat(page.locator("#text")).isFocused();
        }
        assertNewestTurnIsSeen(page);
        page.reload();
        assertNewestTurnIsSeen(page);
        look(page, "assistant " + width);
      }
    }
  }

  /** Waits until no part of the newest turn lies under the field, or above the window's top. */
  private static void assertNewestTurnIsSeen(Page page) {
    page.waitForFunction(
        """
        () => {
          const turn = document.querySelector('.turns > :last-child').getBoundingClientRect();
          const field = document.getElementById('ask').getBoundingClientRect();
          const top = document.querySelector('header.top').getBoundingClientRect().bottom;
          return Math.max(turn.bottom - field.top, Math.max(0, top) - turn.top) <= 1;
        }
        """);
  }

  @Test
  void theFirstWrongFieldHasTheFocus() {
    try (Page page = open("/new-job")) {
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        page.getByLabel("Prompt").fill("");
        pressByKeyboard(page, "Create job");
        assertThat(page.getByLabel("Prompt")).isFocused();
        assertThat(page.locator("#f-prompt-hint")).hasText("Enter a prompt");
        page.keyboard().type("Say hello.");
        page.getByLabel("Cron expression").fill("0 7 * * *");
        page.locator("#more > summary").focus();
        if (page.locator("#more[open]").count() == 0) {
          page.keyboard().press("Enter");
        }
        page.getByLabel("Attempts in all").fill("99");
        pressByKeyboard(page, "Create job");
        assertThat(page.getByLabel("Attempts in all")).isFocused();
        assertThat(page.locator("#f-retryAttempts-hint")).containsText("whole number of attempts");
        browser.forgetComplaints(); // the console notes the status 422
        look(page, "mistakes " + width);
        page.getByLabel("Attempts in all").fill("");
      }
    }
  }

  @Test
  void aNewJobIsOfferedTheZoneOfTheBrowserWhereNobodySetOne() {
    for (String zone : List.of("Etc/UTC", "UTC")) {
      setZone(zone);
      try (Page page = open("/new-job")) {
        assertThat(page.getByLabel("Time zone")).hasValue("Europe/Berlin");
      }
    }
    setZone("Europe/Vienna");
    try (Page page = open("/new-job")) {
      assertThat(page.getByLabel("Time zone")).hasValue("Europe/Vienna");
    }
    setZone("UTC");
  }

  private static void setZone(String zone) {
    try (Page page = open("/settings")) {
      page.locator("#f-timezone").fill(zone);
      pressByKeyboard(page, "Save");
      assertThat(page.locator(".flash")).isVisible();
    }
  }

  @Test
  void aJobIsDeletedForGoodByTheKeyboard() {
    try (Page page = open("/jobs/doomed/cancel")) {
      pressByKeyboard(page, "Cancel this job");
      assertThat(page.locator(".flash")).containsText("Cancelled doomed");
      for (int width : WIDTHS) {
        page.navigate(world.pages().address() + "/jobs/doomed");
        page.setViewportSize(width, HEIGHT);
        page.locator("#delete").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Delete doomed for good?");
        look(page, "delete " + width);
      }
      pressByKeyboard(page, "Delete for good");
      assertThat(page.locator(".flash")).containsText("Deleted doomed for good");
      assertThat(page.locator("#jobs")).not().containsText("doomed");
    }
  }

  @Test
  void aFailureIsAcknowledgedSnoozedAndThatTakenBackByTheKeyboard() {
    var job = JsonNodeFactory.instance.objectNode().put("id", "fails").put("type", "prompt");
    job.put("scheduleType", "recurring").put("cron", "30 7 1 1 *");
    job.putObject("payload").put("prompt", "Say hello. #status=400");
    world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
    try (Page page = open("/jobs/fails")) {
      pressByKeyboard(page, "Run now");
      assertThat(page.locator("#runs tbody tr")).containsText("Failed");
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        page.navigate(world.pages().address() + "/");
        page.locator(".attention a:has-text('Acknowledge')").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Acknowledge that fails fails?");
        look(page, "acknowledge " + width);
        page.getByLabel("Reason").focus();
        page.keyboard().insertText("Anna mends it");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        pressByKeyboard(page, "Acknowledge");
        assertThat(page.locator("#acknowledgement")).containsText("Snoozed ends in");
        assertThat(page.locator("#acknowledgement")).containsText("Anna mends it");
        look(page, "acknowledged " + width);
        page.navigate(world.pages().address() + "/jobs?state=acknowledged");
        assertThat(page.locator("#jobs .last")).containsText("Anna mends it");
        look(page, "acknowledged jobs " + width);
        page.navigate(world.pages().address() + "/");
        assertThat(page.locator(".attention")).containsText("no job fails that is not");
        page.locator("#acknowledged > summary").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#acknowledged")).containsText("Anna mends it");
        look(page, "overview " + width);
        pressByKeyboard(page, "Take back: fails");
        assertThat(page.locator(".flash")).containsText("It needs attention again");
      }
    }
  }

  @Test
  void whatWouldChangeForWhomIsShownBeforeManyJobsAreChangedByTheKeyboard() {
    try (Page page = open("/jobs")) {
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        page.navigate(world.pages().address() + "/jobs?sort=name");
        for (String id : List.of(LONG, HEBREW, "system-heartbeat")) {
          page.getByLabel("Select " + id, new Page.GetByLabelOptions().setExact(true)).focus();
          page.keyboard().press("Space");
        }
        page.locator("#bulk [data-picker] input").focus();
        page.keyboard().insertText(MODEL);
        page.keyboard().press("Tab");
        pressByKeyboard(page, "Set model");
        assertThat(page.locator("#changing tbody tr")).hasCount(2);
        assertThat(page.locator("#changing tbody tr").first()).containsText(MODEL);
        assertThat(page.locator("#staying")).containsText("System job");
        look(page, "preview " + width);
        pressByKeyboard(page, "Change 2 jobs");
        assertThat(page.locator("tbody tr").first()).containsText("Uses " + MODEL + " now");
        look(page, "many changed " + width);
        pressByKeyboard(page, "Undo");
        assertThat(page.locator("tbody tr").first()).containsText("Inherits now");
      }
    }
  }

  @Test
  void aChangeFromElsewhereShowsBesideAFormWithOneOfItsOwn() {
    try (Page page = open("/")) {
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        page.navigate(world.pages().address() + "/jobs/short/edit");
        page.getByLabel("Prompt").focus();
        page.keyboard().insertText("Again. ");
        page.keyboard().press("Tab");
        String cron = width % 60 + " 5 * * *";
        var job = JsonNodeFactory.instance.objectNode().put("cron", cron);
        world.otto.jobs().update("short", JobFields.of(job), Order.by(SOMEBODY_ELSE));
        assertThat(page.locator("#elsewhere")).containsText(cron);
        look(page, "job from elsewhere " + width);
        pressByKeyboard(page, "Save");
        assertThat(page.locator(".flash")).containsText("Saved short");
        assertThat(page.locator("#facts")).containsText(cron);

        page.navigate(world.pages().address() + "/models/flows/heartbeat");
        page.locator("#f-variant").focus();
        page.keyboard().insertText("low");
        page.keyboard().press("Tab");
        var set = ModelRef.of(width == 768 ? OTHER : MODEL);
        world
            .otto
            .flowDefaults()
            .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(set)));
        assertThat(page.locator("#elsewhere")).containsText("somebody set: " + set);
        look(page, "flow from elsewhere " + width);
      }
    }
  }

  @Test
  void namesOfAnyLengthAndScriptLeaveTheRowItsShape() {
    try (Page page = open("/jobs?sort=name")) {
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        assertThat(page.locator("bdi", new Page.LocatorOptions().setHasText(HEBREW))).isVisible();
        assertThat(page.locator("#jobs tr:has-text('short') .name code")).hasText("30 7 * * 1-5");
        assertThat(page.locator("#jobs tr:has-text('short') .name"))
            .containsText("at 07:30, Monday to Friday");
        Object narrowest =
            page.evaluate(
                "Math.min(...Array.from(document.querySelectorAll('#jobs td.name'),"
                    + " (it) => it.offsetWidth))");
        assertTrue(((Number) narrowest).intValue() >= 180, width + ": " + narrowest);
        look(page, "jobs " + width);
      }
      page.navigate(world.pages().address() + "/jobs/" + LONG);
      for (int width : WIDTHS) {
        page.setViewportSize(width, HEIGHT);
        assertThat(page.locator("h1 bdi")).hasText(LONG);
        look(page, "job " + width);
      }
    }
  }
}
