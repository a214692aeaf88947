package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.ControlPlane;
import dev.otto.controlplane.ControlPlaneSettings;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.web.Listen;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overview, assistant, audit, settings and search with their scripts, as a person uses them. */
@WithBrowser
class PagesInBrowserTest {
  private static final List<String> PAGES =
      List.of("/", "/assistant", "/audit", "/settings", "/search?q=alder");

  @AutoClose private static OttoWithPages world;
  @AutoClose private static Browser browser;
  private BrowserContext visitor;
  private Page page;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    browser = Browser.start();
    run("nightly", "Say hello.", null);
    run("broken", "#status=400", null);
    run("gone", "Say hello.", ModelRef.of("acme/gone-9"));
  }

  @BeforeEach
  void logIn() {
    enter(Device.DESKTOP, ColorScheme.LIGHT);
    browser.forgetComplaints();
  }

  @AfterEach
  void leave() {
    visitor.close();
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void aRunAppearsWithoutReloadingAndFocusAndScrollAndOpenPartsStay() {
    open("/");
    page.locator("#chart-table summary").click();
    page.locator("#chart-table summary").focus();
    page.evaluate("scrollTo(0, 300)");
    Object scrolled = page.evaluate("scrollY");
    Locator runs = page.locator(".figures dd").first();
    String before = runs.textContent();
    run("appears", "#status=400", null);
    assertThat(page.getByText("appears failed")).isVisible();
    assertThat(runs).not().hasText(before);
    assertThat(page.locator("#chart-table")).hasAttribute("open", "");
    assertThat(page.locator("#chart-table summary")).isFocused();
    assertEquals(scrolled, page.evaluate("scrollY"));
  }

  @Test
  void theSearchIsUsedByTheKeyboardAlone() {
    open("/settings");
    page.locator("#f-timezone").focus();
    openPalette("audi");
    Locator field = page.locator("#palette [role=combobox]");
    assertThat(field).isFocused();
    assertThat(field).hasAttribute("aria-activedescendant", "hit-1");
    page.keyboard().press("Tab");
    assertThat(field).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog#palette")).isHidden();
    assertThat(page.locator("#f-timezone")).isFocused();
    openPalette("nightly");
    page.keyboard().press("ArrowDown");
    assertThat(field).hasAttribute("aria-activedescendant", "hit-2");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Enter");
    page.waitForURL("**/jobs/nightly");
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "768, LIGHT", "768, DARK", "1440, LIGHT", "1440, DARK"})
  void modelsAndRunsAreFoundByTheKeyboardAlone(int width, ColorScheme theme) {
    page.setViewportSize(width, 900);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
    open("/models");
    tabTo("#search");
    page.keyboard().type("alder");
    tabTo("#takes");
    page.keyboard().type("image");
    tabTo("#gives");
    page.keyboard().type("text");
    tabTo("#order");
    page.keyboard().type("Cheapest");
    page.waitForURL("**/models?*takes=image*gives=text*");
    Locator first = page.locator("#list a.name").first();
    assertThat(first).hasAttribute("id", "model-alder/alder-vision-3-nano");
    fits();
    tabTo("#list a.name");
    page.keyboard().press("Enter");
    page.waitForURL("**/model?ref=alder*");
    assertThat(page.locator("#takes")).hasText("text, image, pdf, and attached files");
    fits();
    open("/model?ref=alder/alder-4.5-large");
    tabTo("#week-runs");
    page.keyboard().press("Enter");
    page.waitForURL("**/runs?*modelRef=alder*");
    tabTo("#f-text");
    fits();
    tabTo("#f-jobId");
    page.keyboard().type("broken");
    page.keyboard().press("Enter");
    page.waitForURL("**/runs?*jobId=broken*");
    tabTo("#chip-BAD");
    page.keyboard().press("Enter");
    page.waitForURL("**/runs?*state=failed*");
    assertThat(page.locator("table.runs tbody tr")).hasCount(1);
    fits();
    tabTo("table.runs a");
    page.keyboard().press("Enter");
    page.waitForURL("**/jobs/broken/runs/*");
  }

  private void tabTo(String selector) {
    for (int i = 0; i < 200; i++) {
      page.keyboard().press("Tab");
      if ((boolean) page.evaluate("it => document.activeElement.matches(it)", selector)) {
        return;
      }
    }
    fail("no Tab leads to " + selector);
  }

  private void fits() {
    assertEquals("", Browser.violations(page));
    assertEquals(
        page.evaluate("innerWidth"), page.evaluate("document.documentElement.scrollWidth"));
  }

  @Test
  void anActionOfTheSearchIsDoneAndSaid() {
    open("/audit");
    openPalette("refresh the");
    page.keyboard().press("Enter");
    page.waitForURL("**/models");
    assertThat(page.locator(".flash")).containsText("Catalog refreshed: 645 models");
    openPalette("theme");
    page.keyboard().press("Enter");
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
  }

  @Test
  void aQuestionIsShownAtOnceAndAnsweredOnceAndFocusIsBackInTheField() {
    world.openCode.forget();
    open("/assistant");
    page.locator("#text").fill("#delay=1200 How are you?");
    page.keyboard().press("Control+Enter");
    page.keyboard().press("Control+Enter");
    assertThat(page.getByText("The answer will appear here")).isVisible();
    assertThat(page.locator("#send")).isDisabled();
    assertThat(page.locator(".turn .text")).containsText("echo: #delay=1200 How are you?");
    assertThat(page.locator(".turn .receipt").first()).containsText("alder/alder-4.5-large");
    assertThat(page.locator("#text")).isFocused();
    assertThat(page.locator("#text")).hasValue("");
    assertThat(page.locator("#chat-news")).containsText("Answer: ");
    assertEquals(1, world.openCode.asked().prompts());
    page.reload();
    assertThat(page.locator(".turn .text")).containsText("How are you?");
  }

  @Test
  void aQuestionWithoutAnAnswerStaysInTheField() {
    open("/assistant");
    page.locator("#text").fill("#status=503 Hello?");
    page.locator("#send").click();
    assertThat(page.locator("#text-hint")).containsText("No answer: ");
    assertThat(page.locator("#text")).hasValue("#status=503 Hello?");
    assertEquals("", Browser.violations(page));
  }

  @Test
  void aMistakeInTheSettingsIsSaidAtItsFieldAndWhatWasSavedIsThereAfterwards() {
    open("/settings");
    page.locator("#f-heartbeatCadenceMinutes").fill("7");
    page.locator("#f-timezone").fill("Europe/Vienna");
    page.getByText("Save", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("#f-heartbeatCadenceMinutes-hint")).containsText("from 30 to 1440");
    assertEquals("", Browser.violations(page));
    // The browser itself writes the status of such an answer on the console.
    browser.forgetComplaints();
    page.locator("#f-heartbeatCadenceMinutes").fill("45");
    page.getByText("Save", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".flash")).containsText("Time zone is now Europe/Vienna");
    page.reload();
    assertThat(page.locator("#f-heartbeatCadenceMinutes")).hasValue("45");
  }

  @Test
  void withoutOttoEveryPageSaysSoAndWhenOttoComesThePageDoes(@TempDir Path home) throws Exception {
    try (var openCode = StandInOpenCode.start()) {
      var first = OttoWithPages.on(openCode, home, Map.of());
      URI address = URI.create(first.otto.address());
      first.otto.close();
      try (var pages = elsewhere(address, first.token())) {
        enterAt(pages.loginLink());
        for (String path : PAGES) {
          page.navigate(pages.address() + path);
          assertThat(page.locator("h1"))
              .hasText(path.equals("/assistant") ? "Assistant" : "Otto does not answer");
        }
        page.navigate(pages.address() + "/");
        assertThat(page.locator("#pulse")).hasAttribute("data-pulse", "down");
        assertEquals("", Browser.violations(page));
        var same = Map.of("OTTO_EXTERNAL_API_PORT", Integer.toString(address.getPort()));
        try (var again = OttoWithPages.on(openCode, home, same)) {
          assertThat(page.locator("h1")).hasText("Overview", slowly());
          assertTrue(again.pages().isRunning());
        }
      }
    }
    forgetWhatTheBrowserWritesOfSuchAnswers();
  }

  @Test
  void whenOttoGoesTheOpenPageSaysSoAndKeepsWhatIsTyped(@TempDir Path home) throws Exception {
    try (var going = OttoWithPages.start(home);
        var pages = elsewhere(URI.create(going.otto.address()), going.token())) {
      enterAt(pages.loginLink());
      page.navigate(pages.address() + "/assistant");
      assertThat(page.locator("#pulse")).hasAttribute("data-pulse", "up");
      page.locator("#text").fill("Is anybody there?");
      going.otto.close();
      assertThat(page.locator("#pulse")).hasAttribute("data-pulse", "down");
      page.locator("#send").click();
      assertThat(page.locator("#text-hint")).containsText("Otto does not answer");
      assertThat(page.locator("#text")).hasValue("Is anybody there?");
      page.keyboard().press("Control+k");
      page.keyboard().type("nightly");
      assertThat(page.locator("#palette [role=status]")).containsText("Otto does not answer");
    }
    forgetWhatTheBrowserWritesOfSuchAnswers();
  }

  /** It writes their status on the console, the last of them late. */
  private void forgetWhatTheBrowserWritesOfSuchAnswers() {
    visitor.close();
    browser.forgetComplaints();
  }

  private static LocatorAssertions.HasTextOptions slowly() {
    return new LocatorAssertions.HasTextOptions().setTimeout(20_000);
  }

  private static ControlPlane elsewhere(URI otto, String token) {
    return ControlPlane.start(
        new ControlPlaneSettings(
            Listen.loopback(0),
            new ControlPlaneSettings.OttoAddress(otto, () -> token),
            InstantSource.system(),
            RandomGenerator.getDefault()));
  }

  private void enter(Device device, ColorScheme theme) {
    visitor = browser.visitor(device, theme);
    page = visitor.newPage();
    enterAt(world.pages().loginLink());
  }

  private void enterAt(URI link) {
    page.navigate(link.toString());
    page.waitForURL(Pattern.compile("^[^?]*/$"));
  }

  private void open(String path) {
    page.navigate(world.pages().address() + path);
  }

  private void openPalette(String text) {
    page.keyboard().press("Control+k");
    page.keyboard().type(text);
    assertThat(page.locator("[role=option]").first())
        .containsText(text, new LocatorAssertions.ContainsTextOptions().setIgnoreCase(true));
  }

  private static void run(String id, String prompt, ModelRef model) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    job.put("scheduleType", "oneshot").put("runAt", System.currentTimeMillis());
    job.putObject("payload").put("prompt", prompt);
    if (model != null) {
      job.put("modelRef", model.toString());
    }
    world.otto.jobs().create(JobFields.of(job), new Order(Actor.scheduler("test"), true, false));
  }
}
