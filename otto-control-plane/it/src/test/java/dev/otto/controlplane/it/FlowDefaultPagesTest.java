package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The defaults of the flows and the page of each flow, in a browser without scripts. */
class FlowDefaultPagesTest extends ModelsOnPages {
  @Test
  void theAddressOfAnAnswerToTheFormLeadsBackToThePage() throws Exception {
    for (String path : List.of("/models/defaults", "/models/defaults/check")) {
      var answer = visitor.get(path, "HX-Request", "true", "X-Otto-Live", "1");
      assertEquals("/models", answer.headers().firstValue("Location").orElseThrow(), path);
    }
  }

  @Test
  void allThatAFlowAsksForIsSetOnAPageOfItsOwnAndUndone() throws Exception {
    String form = page("/models/flows/heartbeat");
    assertTrue(page("/models").contains("href=\"/models/flows/heartbeat\""));
    Map<String, String> typed = new HashMap<>();
    typed.put("opened", opened(form));
    typed.put("modelRef", "alder/alder-4.5-large");
    typed.put("variant", "high");
    typed.put("fallbacks", "alder/alder-4-mini, basalt/basalt-4-mini");
    typed.put("policy", "strict");
    typed.put("onlyProviders", "alder, basalt");
    typed.put("onFailure", "next");
    assertEquals(303, visitor.post("/models/flows/heartbeat", typed).statusCode());
    String models = page("/models");
    for (String chip : List.of("effort high", "else alder/alder-4-mini", "nothing else")) {
      assertTrue(models.contains(">" + chip + "</span>"), chip);
    }
    assertTrue(
        models.contains("Saved. " + "Heartbeat: alder/alder-4.5-large, effort high"), models);
    assertTrue(page("/models/flows/heartbeat").contains("This model has low, medium, high."));

    assertEquals(
        303, visitor.post("/models/flows/heartbeat", typed).statusCode(), "it stands already");

    Map<String, String> back = new HashMap<>();
    Matcher field = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"").matcher(undoIn(models));
    while (field.find()) {
      back.put(field.group(1), field.group(2).replace("&#34;", "\"").replace("&amp;", "&"));
    }
    assertEquals(303, visitor.post("/models/flows/heartbeat", back).statusCode());
    assertFalse(world.api("/external/models/defaults").contains("flowChoices"));
  }

  private static String opened(String page) {
    Matcher opened = Pattern.compile("name=\"opened\" value=\"([^\"]+)\"").matcher(page);
    assertTrue(opened.find(), page);
    return opened.group(1).replace("&#34;", "\"").replace("&amp;", "&");
  }

  @Test
  void whatNobodyTouchedOnThePageOfAFlowStaysAsOthersSetIt() throws Exception {
    Map<String, String> first = new HashMap<>();
    first.put("opened", opened(page("/models/flows/heartbeat")));
    first.put("modelRef", "alder/alder-4.5-large");
    Map<String, String> second = new HashMap<>(first);
    second.put("modelRef", "");
    second.put("policy", "strict");
    assertEquals(303, visitor.post("/models/flows/heartbeat", first).statusCode());
    assertEquals(303, visitor.post("/models/flows/heartbeat", second).statusCode());
    var choice = world.otto.flowDefaults().current().choice(Flow.HEARTBEAT);
    assertEquals(Optional.of(ModelRef.of("alder/alder-4.5-large")), current(Flow.HEARTBEAT));
    assertTrue(choice.toString().contains("nothing else"), choice::toString);

    first.put("modelRef", WANTED);
    var contested = visitor.post("/models/flows/heartbeat", first);
    assertEquals(409, contested.statusCode());
    assertTrue(contested.body().contains("Changed in the meantime"), contested.body());
    assertTrue(contested.body().contains("value=\"strict\" selected"), contested.body());
  }

  private static String undoIn(String page) {
    int begin = page.indexOf("action=\"/models/flows/heartbeat\"");
    return page.substring(begin, page.indexOf("</form>", begin));
  }

  @Test
  void whatAFlowCannotHaveIsSaidBesideItsField() throws Exception {
    String form = page("/models/flows/heartbeat");
    Map<String, String> typed = new HashMap<>();
    typed.put("opened", opened(form));
    typed.put("modelRef", "alder/alder-4.5-large");
    typed.put("variant", "extreme");
    HttpResponse<String> refused = visitor.post("/models/flows/heartbeat", typed);
    assertEquals(422, refused.statusCode());
    assertTrue(
        refused
            .body()
            .contains("id=\"f-variant-hint\" class=\"error\">alder/alder-4.5-large has no"),
        refused.body());
    assertTrue(refused.body().contains("it has low, medium, high"), refused.body());
    typed.put("variant", "");
    typed.put("fallbacks", "alder/alder-0");
    assertTrue(
        visitor
            .post("/models/flows/heartbeat", typed)
            .body()
            .contains(
                "id=\"fallbacks-hint\" class=\"error\">The catalog has no model alder/alder-0"));
    assertEquals(404, visitor.get("/models/flows/nobody").statusCode());
  }

  @Test
  void eachFlowSaysWhatItUsesNowAndWhy() throws Exception {
    String page = page("/models");
    for (Flow flow : Flow.values()) {
      assertTrue(page.contains("id=\"flow-" + flow.key() + "\""));
    }
    String now = "<span class=\"ref\">alder/alder-4.5-large</span>";
    assertTrue(
        page.contains(now + " <span class=\"muted\">inherited: OpenCode's default</span>"), page);
  }

  @Test
  void showsWhatASaveWouldChangeAndChangesNothingYet() throws Exception {
    var looked = visitor.post("/models/defaults/check", form(Flow.HEARTBEAT, WANTED));
    assertTrue(looked.body().contains("This will change"), looked.body());
    assertEquals(Optional.empty(), current(Flow.HEARTBEAT));
  }

  @Test
  void aSavedDefaultIsThereAfterAReloadAndIsAuditedAsOfTheWeb() throws Exception {
    assertEquals(303, save(form(Flow.HEARTBEAT, WANTED)).statusCode());
    assertTrue(page("/models").contains("name=\"heartbeat\" type=\"text\" value=\"" + WANTED));
    assertEquals(Optional.of(ModelRef.of(WANTED)), current(Flow.HEARTBEAT));
    assertTrue(world.api("/external/audit?limit=3").contains("\"surface\":\"web\""));
  }

  @Test
  void aSavedDefaultIsTakenBackWithOneButton() throws Exception {
    save(form(Flow.WATCHDOG_FAILURES, WANTED));
    Map<String, String> undo = fieldsOf(page("/models"), "Undo");
    assertEquals(303, save(undo).statusCode());
    assertEquals(Optional.empty(), current(Flow.WATCHDOG_FAILURES));
  }

  @Test
  void theWordInheritClearsADefault() throws Exception {
    save(form(Flow.HEARTBEAT, WANTED));
    page("/models");
    save(form(Flow.HEARTBEAT, " Inherit "));
    assertEquals(Optional.empty(), current(Flow.HEARTBEAT));
  }

  @Test
  void whatIsWrongStandsBesideItsFieldAndWhatWasTypedStays() throws Exception {
    Map<String, String> form = form(Flow.HEARTBEAT, "iris/typo");
    form.put("scheduledTasks", "no reference");
    form.put("watchdogFailures", WANTED);
    var answer = save(form);
    assertEquals(422, answer.statusCode());
    String page = answer.body();
    assertTrue(errorOf(page, "heartbeat").contains("The catalog has no model iris/typo"), page);
    assertTrue(errorOf(page, "scheduledTasks").contains("no reference"), page);
    assertTrue(page.contains("value=\"iris/typo\""));
    assertTrue(page.contains("value=\"" + WANTED + "\""));
    assertEquals(Optional.empty(), current(Flow.WATCHDOG_FAILURES));
  }

  @Test
  void aModelThatTheCatalogLacksIsTakenOnWishAndWarnedOf() throws Exception {
    Map<String, String> form = form(Flow.HEARTBEAT, "iris/to-come");
    form.put("anyModel", "on");
    assertEquals(303, save(form).statusCode());
    String page = page("/models");
    assertTrue(page.contains("is not in the catalog, so runs use OpenCode's default"), page);
  }

  @Test
  void aStalePageOverwritesNothingAndShowsTheDifference() throws Exception {
    Map<String, String> stale = form(Flow.HEARTBEAT, WANTED);
    var other = ModelRef.of("dune/dune-4-mini");
    world
        .otto
        .flowDefaults()
        .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(other)));
    var refused = save(stale);
    assertEquals(409, refused.statusCode());
    assertTrue(refused.body().contains("Changed in the meantime"));
    assertTrue(refused.body().contains("<span class=\"after ref\">dune/dune-4-mini</span>"));
    assertTrue(refused.body().contains("value=\"" + WANTED + "\""));
    assertEquals(Optional.of(other), current(Flow.HEARTBEAT));
    assertEquals(303, save(fieldsOf(refused.body(), "Save")).statusCode());
    assertEquals(Optional.of(ModelRef.of(WANTED)), current(Flow.HEARTBEAT));
  }

  @Test
  void aDefaultThatNobodyTouchedHereStaysAsOthersSetIt() throws Exception {
    Map<String, String> stale = form(Flow.HEARTBEAT, WANTED);
    var other = Optional.of(ModelRef.of("dune/dune-4-mini"));
    world
        .otto
        .flowDefaults()
        .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(Flow.WATCHDOG_FAILURES, other));
    assertEquals(303, save(stale).statusCode());
    assertEquals(Optional.of(ModelRef.of(WANTED)), current(Flow.HEARTBEAT));
    assertEquals(other, current(Flow.WATCHDOG_FAILURES));
  }

  /** Also after a conflict, which leaves the rest of the form as it is now. */
  @Test
  void savingAfterAConflictUndoesNothingThatNobodyTouchedHere() throws Exception {
    Map<String, String> stale = form(Flow.HEARTBEAT, WANTED);
    var other = Optional.of(ModelRef.of("dune/dune-4-mini"));
    for (Flow flow : List.of(Flow.HEARTBEAT, Flow.WATCHDOG_FAILURES)) {
      world.otto.flowDefaults().change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(flow, other));
    }
    var refused = save(stale);
    assertEquals(409, refused.statusCode());
    assertEquals(303, save(fieldsOf(refused.body(), "Save")).statusCode());
    assertEquals(Optional.of(ModelRef.of(WANTED)), current(Flow.HEARTBEAT));
    assertEquals(other, current(Flow.WATCHDOG_FAILURES));
  }
}
