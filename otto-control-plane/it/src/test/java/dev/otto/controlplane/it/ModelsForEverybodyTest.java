package dev.otto.controlplane.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Models, picked, replaced and set back by the keyboard, in windows of three widths. */
@WithBrowser
class ModelsForEverybodyTest extends KeyboardTest {
  private static final String MODEL = "basalt/basalt-code-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final Actor SOMEBODY = new Actor("else", Surface.REST);

  private static Visitor elsewhere;

  @BeforeAll
  static void createJob() throws Exception {
    create(job("reviews", "Review what is open.").put("modelRef", MODEL));
    elsewhere = world.browser().logIn(world.token());
  }

  @AfterEach
  void offerAllModels() throws Exception {
    offer("");
  }

  /** Offers all models but one, and has Otto notice. */
  private static void offer(String gone) throws Exception {
    world.openCode.models(
        StandInOpenCode.demoModels().stream()
            .filter(model -> !model.ref().toString().equals(gone))
            .toList());
    elsewhere.get("/models");
    assertEquals(303, elsewhere.post("/models/refresh", Map.of()).statusCode());
  }

  private static void setHeartbeat(Optional<ModelRef> model) {
    world.otto.flowDefaults().change(SOMEBODY, FlowDefaultsUpdate.set(Flow.HEARTBEAT, model));
  }

  private static String heartbeat() {
    return world.otto.flowDefaults().current().get(Flow.HEARTBEAT).orElseThrow().toString();
  }

  private static String modelOfTheJob() {
    return world.otto.jobs().find("reviews").orElseThrow().choice().toString();
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void oneIsPickedSavedAndSetBack(int width) {
    setHeartbeat(Optional.empty());
    try (Page page = open("/models?search=basalt+code", width)) {
      page.locator("#flow-heartbeat input[type=text]").focus();
      page.keyboard().type("basalt code 4 large");
      assertThat(page.locator("#flow-heartbeat [role=option]").first()).containsText(MODEL);
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowUp");
      new Look(page, "picker " + width).here();
      page.keyboard().press("Enter");
      assertThat(page.locator("#changes .after")).hasText(MODEL);
      new Look(page, "review " + width).here();
      pressByKeyboard(page, "Save");
      assertThat(page.locator(".flash")).containsText("Heartbeat: " + MODEL);
      pressByKeyboard(page, "Undo");
      assertThat(page.locator(".flash")).containsText("Heartbeat: inherit");
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void oneIsReplacedAndSetBackAlsoWhereItIsGone(int width) throws Exception {
    setHeartbeat(Optional.of(ModelRef.of(MODEL)));
    try (Page page = open("/model?ref=" + MODEL, width)) {
      enter(page, "#replace");
      assertThat(page.locator("h1")).hasText("Replace a model");
      type(page, "#replace-to", OTHER);
      pressByKeyboard(page, "Preview");
      assertThat(page.locator("#preview")).containsText("Changes 2 places");
      new Look(page, "replace " + width).here();
      enter(page, "#replace");
      assertThat(page.locator("[role=status].notice")).containsText("It takes effect");
      assertEquals(OTHER, heartbeat());
      new Look(page, "replaced " + width).here();
      offer(MODEL);
      enter(page, "#undo");
      assertThat(page.locator("[role=status].notice .ref").first()).hasText(MODEL);
      new Look(page, "set back " + width).here();
      assertEquals(MODEL, heartbeat());
      assertEquals(MODEL, modelOfTheJob());
    }
  }

  @ParameterizedTest
  @FieldSource("WIDTHS")
  void oneThatManyJobsWereGivenIsTakenBackAlsoWhereTheirsIsGone(int width) throws Exception {
    try (Page page = open("/jobs?search=reviews", width)) {
      page.getByLabel("Select reviews").focus();
      page.keyboard().press("Space");
      type(page, "#bulk [data-picker] input", OTHER);
      pressByKeyboard(page, "Set model");
      assertThat(page.locator("#changing tbody tr")).containsText(OTHER);
      pressByKeyboard(page, "Change 1 job");
      assertThat(page.locator("tbody tr")).containsText("Uses " + OTHER + " now");
      offer(MODEL);
      pressByKeyboard(page, "Undo");
      assertThat(page.locator("tbody tr")).containsText("Uses " + MODEL + " now");
      new Look(page, "many set back " + width).here();
      assertEquals(MODEL, modelOfTheJob());
    }
  }
}
