package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Page;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small things that hurt where they are wrong, by the keyboard, in windows of three widths. */
@WithBrowser
class ForEverybodyTest extends KeyboardTest {
  private static final String LONG = "long-" + "abcdefghij".repeat(9);
  private static final String HEBREW = "דוח-1";
  private static final String MODEL = "basalt/basalt-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);

  @BeforeAll
  void createJobs() {
    for (String id : List.of(LONG, HEBREW, "short", "doomed")) {
      create(job(id, "Say hello.").put("cron", "30 7 * * 1-5"));
    }
  }

  @Test
  void theNewestTurnIsAboveTheFieldToWriteIn() {
    String many =
        IntStream.range(0, 12).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    try (Page page = open("/assistant")) {
      int turns = 0;
      for (int width : WIDTHS) {
        resize(page, width);
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
        new Look(page, "assistant " + width).here();
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
        resize(page, width);
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
        new Look(page, "mistakes " + width).here();
        page.getByLabel("Attempts in all").fill("");
      }
    }
  }

  @Test
  void aNewJobIsOfferedTheZoneOfTheBrowserWhereNobodySetOne() {
    for (String zone : List.of("Etc/UTC", "Europe/Vienna", "UTC")) {
      setZone(zone);
      try (Page page = open("/new-job")) {
        String offered = zone.endsWith("UTC") ? "Europe/Berlin" : zone;
        assertThat(page.getByLabel("Time zone")).hasValue(offered);
      }
    }
    for (int width : WIDTHS) {
      try (Page page = open("/new-job", width)) {
        page.getByLabel("Prompt").focus();
        page.keyboard().insertText("Say hello.");
        page.getByLabel("Cron expression").focus();
        page.keyboard().insertText("0 7 * * *");
        assertThat(page.locator("#preview li")).hasCount(5);
        assertThat(page.getByLabel("Time zone")).hasValue("Europe/Berlin");
        new Look(page, "new job " + width).here();
        pressByKeyboard(page, "Create job");
        assertThat(page.locator("#facts")).containsText("Europe/Berlin");
      }
    }
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
        go(page, "/jobs/doomed");
        resize(page, width);
        page.locator("#delete").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Delete doomed for good?");
        new Look(page, "delete " + width).here();
      }
      pressByKeyboard(page, "Delete for good");
      assertThat(page.locator(".flash")).containsText("Deleted doomed for good");
      assertThat(page.locator("#jobs")).not().containsText("doomed");
    }
  }

  @Test
  void aFailureIsAcknowledgedSnoozedAndThatTakenBackByTheKeyboard() {
    create("fails", "Say hello. #status=400");
    try (Page page = open("/jobs/fails")) {
      pressByKeyboard(page, "Run now");
      assertThat(page.locator("#runs tbody tr")).containsText("Failed");
      for (int width : WIDTHS) {
        resize(page, width);
        go(page, "/");
        page.locator(".attention a:has-text('Acknowledge')").first().focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Acknowledge that fails fails?");
        new Look(page, "acknowledge " + width).here();
        page.getByLabel("Reason").focus();
        page.keyboard().insertText("Anna mends it");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        pressByKeyboard(page, "Acknowledge");
        assertThat(page.locator("#acknowledgement")).containsText("Snoozed ends in");
        assertThat(page.locator("#acknowledgement")).containsText("Anna mends it");
        new Look(page, "acknowledged " + width).here();
        go(page, "/jobs?state=acknowledged");
        assertThat(page.locator("#jobs .last")).containsText("Anna mends it");
        new Look(page, "acknowledged jobs " + width).here();
        go(page, "/");
        assertThat(page.locator(".attention")).containsText("no job fails that is not");
        page.locator("#acknowledged > summary").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#acknowledged")).containsText("Anna mends it");
        new Look(page, "overview " + width).here();
        pressByKeyboard(page, "Take back: fails");
        assertThat(page.locator(".flash")).containsText("It needs attention again");
      }
    }
  }

  @Test
  void whatWouldChangeForWhomIsShownBeforeManyJobsAreChangedByTheKeyboard() {
    try (Page page = open("/jobs")) {
      for (int width : WIDTHS) {
        resize(page, width);
        go(page, "/jobs?sort=name");
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
        new Look(page, "preview " + width).here();
        pressByKeyboard(page, "Change 2 jobs");
        assertThat(page.locator("tbody tr").first()).containsText("Uses " + MODEL + " now");
        new Look(page, "many changed " + width).here();
        pressByKeyboard(page, "Undo");
        assertThat(page.locator("tbody tr").first()).containsText("Inherits now");
      }
    }
  }

  @Test
  void aChangeFromElsewhereShowsBesideAFormWithOneOfItsOwn() {
    try (Page page = open("/")) {
      for (int width : WIDTHS) {
        resize(page, width);
        go(page, "/jobs/short/edit");
        page.getByLabel("Prompt").focus();
        page.keyboard().insertText("Again. ");
        page.keyboard().press("Tab");
        String cron = width % 60 + " 5 * * *";
        var job = JsonNodeFactory.instance.objectNode().put("cron", cron);
        world.otto.jobs().update("short", JobFields.of(job), Order.by(SOMEBODY_ELSE));
        assertThat(page.locator("#elsewhere")).containsText(cron);
        new Look(page, "job from elsewhere " + width).here();
        pressByKeyboard(page, "Save");
        assertThat(page.locator(".flash")).containsText("Saved short");
        assertThat(page.locator("#facts")).containsText(cron);

        go(page, "/models/flows/heartbeat");
        page.locator("#f-variant").focus();
        page.keyboard().insertText("low");
        page.keyboard().press("Tab");
        var set = ModelRef.of(width == 768 ? OTHER : MODEL);
        world
            .otto
            .flowDefaults()
            .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(set)));
        assertThat(page.locator("#elsewhere")).containsText("somebody set: " + set);
        new Look(page, "flow from elsewhere " + width).here();
      }
    }
  }

  @Test
  void namesOfAnyLengthAndScriptLeaveTheRowItsShape() {
    try (Page page = open("/jobs?sort=name")) {
      for (int width : WIDTHS) {
        resize(page, width);
        assertThat(page.locator("bdi", new Page.LocatorOptions().setHasText(HEBREW))).isVisible();
        assertThat(page.locator("#jobs tr:has-text('short') .name code")).hasText("30 7 * * 1-5");
        assertThat(page.locator("#jobs tr:has-text('short') .name"))
            .containsText("at 07:30, Monday to Friday");
        Object narrowest =
            page.evaluate(
                "Math.min(...Array.from(document.querySelectorAll('#jobs td.name'),"
                    + " (it) => it.offsetWidth))");
        assertTrue(((Number) narrowest).intValue() >= 180, width + ": " + narrowest);
        new Look(page, "jobs " + width).here();
      }
      go(page, "/jobs/" + LONG);
      for (int width : WIDTHS) {
        resize(page, width);
        assertThat(page.locator("h1 bdi")).hasText(LONG);
        new Look(page, "job " + width).here();
      }
    }
  }
}
