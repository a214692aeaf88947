package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Otto has news about while it is in somebody's hands: it stays there, and is brought up to
 * date as soon as it is let go of.
 */
@WithBrowser
class LivePiecesTest {
  private static final String JOB = "watched";
  private static final String LAST = "dune/dune-4-mini";
  private static final List<String> MODELS =
      List.of("basalt/basalt-4-large", "iris/iris-4.5-large", LAST);
  private static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);
  private static final Order ORDER = new Order(SOMEBODY_ELSE, true, false);

  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private static BrowserContext operator;
  private Page page;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    var job = JsonNodeFactory.instance.objectNode().put("id", JOB).put("type", "prompt");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 60);
    job.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", "Say hello.");
    world.otto.jobs().create(JobFields.of(job), ORDER);
    browser = Browser.start();
    operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
  }

  @BeforeEach
  void openTheJob() {
    setModel(null);
    page = operator.newPage();
    open("/jobs/" + JOB);
  }

  @AfterEach
  void leave() {
    page.close();
    List<String> complaints = browser.complaints();
    browser.forgetComplaints();
    assertEquals(List.of(), complaints);
  }

  private void open(String path) {
    page.navigate(world.pages().address() + path);
    assertThat(page.locator("#pulse")).hasAttribute("data-pulse", "up");
  }

  private static void setModel(String model) {
    var fields = JsonNodeFactory.instance.objectNode().put("modelRef", model);
    world.otto.jobs().update(JOB, JobFields.of(fields), ORDER);
  }

  /** Several changes, each of which the piece beside it shows before the next one is made. */
  private void somebodyElseSetsOtherModels() {
    for (String model : MODELS) {
      bringsUpToDate("job-history", () -> setModel(model));
    }
  }

  private void bringsUpToDate(String piece, Runnable change) {
    page.evaluate("id => document.getElementById(id).old = true", piece);
    change.run();
    page.waitForFunction("id => !document.getElementById(id).old", piece);
  }

  private Locator field() {
    return page.locator("#job-model [data-picker] input");
  }

  private Locator firstOption() {
    return page.locator("#job-model [role=option]").first();
  }

  private Locator model() {
    return page.locator("#job-model p.chosen");
  }

  /** Answers to such requests come when they are let go. */
  private List<Route> holdBack(String address) {
    List<Route> held = new ArrayList<>();
    page.route(address, held::add);
    return held;
  }

  private void letGo(List<Route> held) {
    page.waitForCondition(() -> !held.isEmpty());
    held.forEach(Route::resume);
  }

  @Test
  void aPickerStaysOpenUntilItIsLeft() {
    field().click();
    assertThat(firstOption()).isVisible();
    somebodyElseSetsOtherModels();
    assertThat(firstOption()).isVisible();
    assertThat(model()).not().containsText(LAST);
    page.keyboard().press("Escape");
    page.keyboard().press("Tab");
    assertThat(model()).containsText(LAST);
  }

  @Test
  void aPickerOpensThoughItsListComesLate() {
    var lists = holdBack("**/models/pick?*");
    field().click();
    somebodyElseSetsOtherModels();
    letGo(lists);
    assertThat(firstOption()).isVisible();
  }

  @Test
  void keysThatAreAheadOfTheListWaitForIt() {
    field().click();
    page.keyboard().insertText("basalt 4 large");
    assertThat(firstOption()).containsText(MODELS.getFirst());
    String second = page.locator("#job-model [role=option]").nth(1).getAttribute("data-ref");
    page.keyboard().press("Escape");
    field().click();
    assertThat(firstOption()).isVisible();
    Object unused =
        field()
            .evaluate(
                """
                (field) => {
                  field.value = 'basalt 4 large';
                  field.dispatchEvent(new Event('input', { bubbles: true }));
                  for (const key of ['ArrowDown', 'Enter']) {
                    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                  }
                }
                """);
    assertThat(field()).hasValue(second);
  }

  @Test
  void aFieldStaysAsLongAsItHasTheFocus() {
    field().focus();
    somebodyElseSetsOtherModels();
    assertThat(field()).isFocused();
    assertThat(model()).not().containsText(LAST);
    page.keyboard().press("Tab");
    assertThat(model()).containsText(LAST);
  }

  @Test
  void whatIsTypedStaysUntilItIsTakenBack() {
    field().fill("acme/typed");
    page.keyboard().press("Tab");
    somebodyElseSetsOtherModels();
    assertThat(field()).hasValue("acme/typed");
    field().fill("");
    page.keyboard().press("Tab");
    assertThat(model()).containsText(LAST);
  }

  @Test
  void whatIsTypedInAPickerAndNotTakenHoldsNothingUp() {
    field().click();
    page.keyboard().type("iris");
    assertThat(firstOption()).containsText("Iris");
    somebodyElseSetsOtherModels();
    page.keyboard().press("Escape");
    page.keyboard().press("Tab");
    assertThat(model()).containsText(LAST);
  }

  @Test
  void aButtonIsPressedThoughThereIsNewsBetweenDownAndUp() {
    page.locator("#set-model").hover();
    page.mouse().down();
    somebodyElseSetsOtherModels();
    page.mouse().up();
    assertThat(page.locator(".flash")).containsText("It now inherits its model");
  }

  @Test
  void whatHadTheFocusHasItAgainAfterTheSearch() {
    page.locator("#set-model").focus();
    page.keyboard().press("Control+k");
    assertThat(page.locator("dialog#palette")).isVisible();
    somebodyElseSetsOtherModels();
    assertThat(model()).containsText(LAST);
    page.keyboard().press("Escape");
    assertThat(page.locator("#set-model")).isFocused();
  }

  @Test
  void whatWasSearchedForIsShownThoughThereIsNewsMeanwhile() {
    open("/models");
    var searches = holdBack("**/models?search=*");
    page.locator("#search").fill("basalt large");
    page.waitForCondition(() -> !searches.isEmpty());
    for (String model : MODELS) {
      var update = FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(ModelRef.of(model)));
      bringsUpToDate("defaults", () -> world.otto.flowDefaults().change(SOMEBODY_ELSE, update));
    }
    letGo(searches);
    assertThat(page.locator("#list .tally")).containsText("of 645 models");
    assertTrue(page.url().contains("search=basalt"), page.url());
  }
}
