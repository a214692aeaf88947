package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.run.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are used by the keyboard alone, in windows of three widths: one Otto for a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeyboardTest {
  static final List<Integer> WIDTHS = List.of(360, 768, 1440);
  private static final int HEIGHT = 780;
  private static final Order ORDER = new Order(Actor.scheduler("test"), true, false);

  static OttoWithPages world;
  static Browser browser;
  private static BrowserContext operator;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    prepare(home);
    world = OttoWithPages.start(home);
    browser = Browser.start();
    operator = browser.operator(world, Device.DESKTOP, ColorScheme.LIGHT);
  }

  /** What the home holds before Otto starts. */
  void prepare(Path home) throws Exception {}

  @AfterAll
  static void stop() {
    browser.close();
    world.close();
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    List<String> complaints = browser.complaints();
    browser.forgetComplaints();
    assertEquals(List.of(), complaints);
  }

  static Page open(String path) {
    Page page = operator.newPage();
    go(page, path);
    return page;
  }

  static Page open(String path, int width) {
    Page page = operator.newPage();
    resize(page, width);
    go(page, path);
    return page;
  }

  static void go(Page page, String path) {
    page.navigate(world.pages().address() + path);
  }

  static void resize(Page page, int width) {
    page.setViewportSize(width, HEIGHT);
  }

  static void pressByKeyboard(Page page, String button) {
    page.bringToFront();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .focus();
    page.keyboard().press("Enter");
  }

  /** Follows a link, presses a button, or opens what is folded. */
  static void enter(Page page, String selector) {
    page.bringToFront();
    page.locator(selector).first().focus();
    page.keyboard().press("Enter");
  }

  /** Types in the place of what a field has, and leaves it. */
  static void type(Page page, String selector, String text) {
    page.locator(selector).focus();
    page.keyboard().press("Control+a");
    page.keyboard().insertText(text);
    page.keyboard().press("Tab");
  }

  static void create(String id, String prompt) {
    create(job(id, prompt));
  }

  static void create(ObjectNode job) {
    world.otto.jobs().create(JobFields.of(job), ORDER);
  }

  /** A job that does not run by itself. */
  static ObjectNode job(String id, String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
    job.put("scheduleType", "recurring").put("cron", "30 7 1 1 *");
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  /** Runs a job to its end, and returns the address of the run. */
  static String ran(String id) {
    world.otto.jobs().runNow(id, ORDER);
    Run run =
        await()
            .until(
                () -> world.otto.runs().ofJob(id, 1, 0).runs(),
                runs -> !runs.isEmpty() && runs.getFirst().timing().finishedAt() != null)
            .getFirst();
    return "/jobs/" + id + "/runs/" + run.id();
  }
}
