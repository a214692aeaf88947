package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Runs, read to their end and repeated by the keyboard, in windows of three widths. */
@WithBrowser
class RunsForEverybodyTest extends KeyboardTest {
  private static final Map<Integer, String> OTHERS =
      Map.of(360, "basalt/basalt-4-large", 768, "iris/iris-4.5-large", 1440, "alder/alder-3-nano");

  private static String run;

  @Override
  void prepare(Path home) throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"runs\": {\"transcriptDays\": 3, \"transcriptTools\": true}}");
  }

  @BeforeAll
  static void runOnce() {
    create("hedgehogs", "#reads #ask Tell me of hedgehogs.");
    run = ran("hedgehogs");
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void whatModelsSaidAndDidAndWhatWasAskedIsRead(int width) {
    try (Page page = open(run, width)) {
      enter(page, "#show-transcript");
      assertThat(page.locator("#transcript")).containsText("Called read");
      assertThat(page.locator("#transcript")).containsText("Refused: bash");
      new Look(page, "transcript " + width).here();
      enter(page, "#whole-transcript");
      page.waitForURL(url -> url.endsWith("/transcript.txt"));
      assertThat(page.locator("body")).containsText("Refused: bash");
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void thoseOfANodeAreFound(int width) {
    try (Page page = open("/runs", width)) {
      enter(page, "#more-summary");
      type(page, "#f-node", "elsewhere-" + width);
      page.locator("#f-node").focus();
      page.keyboard().press("Enter");
      page.waitForURL(url -> url.contains("node=elsewhere-" + width));
      assertThat(page.locator("#found")).containsText("No runs match");
      new Look(page, "runs of a node " + width).here();
      enter(page, "#without-node");
      assertThat(page.locator("#without-node")).hasCount(0);
      assertThat(page.locator("#found")).containsText("hedgehogs");
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void itIsTalkedAbout(int width) {
    try (Page page = open(run, width)) {
      enter(page, "#talk");
      assertThat(page.locator("#about")).containsText("hedgehogs");
      enter(page, "#show-told");
      assertThat(page.locator("#told")).containsText("Tell me of hedgehogs.");
      new Look(page, "about a run " + width).here();
      page.locator("#text").focus();
      page.keyboard().insertText("Are there " + width + " of them?");
      page.keyboard().press("Control+Enter");
      assertThat(page.locator(".turn .question").last()).containsText("Are there " + width);
      assertThat(page.locator(".turn").last().locator(".receipt .ref").first()).isVisible();
      new Look(page, "talk " + width).here();
      enter(page, "#about-run");
      assertThat(page.locator("h1")).hasText("Run");
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void itsAnswerIsCopiedAndTheOtherRunsAreReached(int width) {
    ran("hedgehogs");
    try (Page page = open(run, width)) {
      page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      enter(page, "#copy");
      assertThat(page.locator("#copy")).hasText("Copied");
      Object copied = page.evaluate("navigator.clipboard.readText()");
      assertEquals(true, copied.toString().contains("hedgehogs"), copied.toString());
      enter(page, "#next");
      assertThat(page.locator("#previous")).hasAttribute("href", run);
      enter(page, "#compare");
      assertThat(page.locator("h1")).hasText("Compare with which run?");
      new Look(page, "to compare " + width).here();
      enter(page, "#others a");
      assertThat(page.locator("h1")).hasText("Two runs");
      new Look(page, "compared " + width).here();
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void itIsRepeatedWithAnotherModel(int width) {
    String other = OTHERS.get(width);
    try (Page page = open(run, width)) {
      type(page, "#pick-modelRef", other);
      new Look(page, "run " + width).here();
      enter(page, "#run-again");
      assertThat(page.locator("#runs tbody tr").first()).containsText(other);
      assertThat(page.locator("#runs tbody tr").first()).containsText("Succeeded");
      enter(page, "#runs tbody a");
      assertThat(page.locator("dt:text-is('Served by') + dd")).hasText(other);
      assertThat(page.locator("dt:text-is('Resolved') + dd"))
          .containsText("chosen for this run alone");
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void oneThatIsAbortedDidNotFail(int width) {
    String id = "slow-" + width;
    create(id, "Take your time. #delay=600000");
    try (Page page = open("/jobs/" + id, width)) {
      pressByKeyboard(page, "Run now");
      assertThat(page.locator("#job-state .now")).containsText("Running");
      pressByKeyboard(page, "Abort");
      assertThat(page.locator("#run .title")).containsText("Aborted");
      new Look(page, "aborted " + width).here();
      go(page, "/jobs/" + id);
      assertThat(page.locator("#runs tbody tr").first()).containsText("Aborted");
      assertThat(page.locator("main")).not().containsText("Failed");
      assertThat(page.locator("#acknowledge")).hasCount(0);
      new Look(page, "job with an aborted run " + width).here();
      go(page, "/");
      assertThat(page.locator(".attention")).not().containsText(id);
      assertThat(page.locator("dt:text-is('Failed or lost') + dd")).hasText("0");
      go(page, "/runs?jobId=" + id);
      enter(page, "#chip-ABORTED");
      assertThat(page.locator("table.runs tbody tr")).hasCount(1);
      new Look(page, "aborted runs " + width).here();
      enter(page, "#chip-BAD");
      assertThat(page.locator("table.runs tbody tr")).hasCount(0);
    }
  }
}
