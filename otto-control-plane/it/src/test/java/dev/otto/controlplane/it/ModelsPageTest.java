package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Flow;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalog and the defaults of the flows in a browser without scripts. */
class ModelsPageTest extends PageTest {
  private static final String WANTED = "basalt/basalt-code-4-large";
  private static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);

  @BeforeEach
  void beginAnew() throws Exception {
    world.openCode.failure(FailureMode.NONE).models(StandInOpenCode.demoModels());
    visitor.post("/models/refresh", Map.of());
    visitor.get("/models");
    for (Flow flow : Flow.values()) {
      world
          .otto
          .flowDefaults()
          .change(SOMEBODY_ELSE, FlowDefaultsUpdate.set(flow, Optional.empty()));
    }
  }

  private String page(String path) throws Exception {
    HttpResponse<String> page = visitor.get(path);
    assertEquals(200, page.statusCode(), page.body());
    return page.body();
  }

  @Test
  void showsTheCatalogByProviderAndHowOldItIs() throws Exception {
    String page = page("/models");
    assertTrue(page.contains("<strong>645</strong> models of 10 providers"), page);
    assertTrue(page.contains("network, <time datetime=\"20"), page);
    assertTrue(page.indexOf("alder/alder-3-nano") < page.indexOf("basalt/basalt-3-nano"));
    assertTrue(page.contains("OpenCode&#39;s default"), page);
  }

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
  void aModelIsCheckedWithoutAScriptAndSaysWhetherItAnswers() throws Exception {
    String page = page("/models?search=" + WANTED);
    assertTrue(page.contains("action=\"/models/check\""), page);
    assertTrue(page.contains("name=\"modelRef\" value=\"" + WANTED + "\""), page);
    var answer = visitor.post("/models/check", Map.of("modelRef", WANTED));
    assertEquals(303, answer.statusCode(), answer.body());
    String after = page(answer.headers().firstValue("Location").orElseThrow());
    assertTrue(after.contains(WANTED + " answers: the whole answer after"), after);
    assertTrue(after.contains("tokens in"), after);

    world.openCode.failure(FailureMode.PROVIDER_UNAUTHORIZED);
    var part = visitor.postAsScript("/models/check", Map.of("modelRef", WANTED));
    assertEquals(200, part.statusCode());
    assertTrue(part.body().contains("does not answer. Provider basalt does not take its key"));
    assertEquals(0, world.openCode.asked().sessionsOpen());

    String globalDefault = "alder/alder-4.5-large";
    visitor.post("/models/check", Map.of("modelRef", globalDefault));
    String overview = page("/");
    assertTrue(overview.contains("Model catalog: model does not answer"), overview);
    assertTrue(overview.contains(globalDefault + " did not answer its last check"), overview);
    world.openCode.failure(FailureMode.NONE);
    visitor.post("/models/check", Map.of("modelRef", globalDefault));
    assertFalse(page("/").contains("model does not answer"));
  }

  @Test
  void findsByWordsInAnyOrderAndByWhatAModelCan() throws Exception {
    assertTrue(page("/models?search=LARGE+iris+4.5").contains("iris/iris-4.5-large"));
    assertTrue(page("/models?search=no-such-model").contains("No models match"));
    String free = page("/models?free=on");
    assertFalse(free.contains("alder/alder-3-nano"));
    String thinking = page("/models?provider=iris&reasoning=on");
    assertTrue(thinking.contains("<strong>12</strong> of 645 models"), thinking);
    List<Model> seeing = listed("/models?takes=image&gives=text&order=price");
    assertFalse(seeing.isEmpty());
    for (Model model : seeing) {
      assertTrue(model.abilities().modalities().takes().contains(Modality.IMAGE), model.toString());
      assertTrue(model.textOutput(), model.toString());
    }
    String drawing = page("/models?gives=image");
    assertTrue(drawing.contains("<option value=\"image\" selected>"), drawing);
    assertTrue(drawing.contains("gives image</span>"), drawing);
    assertTrue(drawing.contains("iris/iris-canvas-3-mini"), drawing);
    assertFalse(drawing.contains("alder/alder-vision-3-mini"), drawing);
    assertTrue(page("/models?takes=smell").contains("645 models"));
    String one = page("/model?ref=alder/alder-vision-3-mini");
    assertTrue(one.contains("text, image, pdf, and attached files"), one);
  }

  @Test
  void sortsByPriceContextAndDateAndNarrowsToAPriceAndToWhatIsInUse() throws Exception {
    List<Model> byContext = listed("/models?order=context");
    assertEquals(100, byContext.size());
    assertSorted(byContext, model -> -model.limits().context().orElse(0));
    assertSorted(
        listed("/models?order=price"),
        model ->
            model.prices().input().isPresent()
                ? 3 * model.prices().input().getAsDouble() + model.prices().output().getAsDouble()
                : Double.MAX_VALUE);
    List<Model> dates = listed("/models?order=date");
    assertSorted(dates, model -> -Double.parseDouble(model.releaseDate().get().replace("-", "")));
    List<Model> cheap = listed("/models?maxPrice=0.5&order=date");
    assertFalse(cheap.isEmpty());
    assertTrue(cheap.stream().allMatch(model -> model.prices().output().getAsDouble() <= 0.5));
    save(form(Flow.HEARTBEAT, WANTED));
    List<String> used = listed("/models?used=on").stream().map(it -> it.ref() + "").toList();
    assertEquals(List.of("alder/alder-4.5-large", WANTED), used);
    assertTrue(page("/models?maxPrice=cheap").contains("“cheap” is no price"));
    assertTrue(page("/models?order=price").contains("order=price&amp;page=2"));
  }

  private List<Model> listed(String path) throws Exception {
    Map<String, Model> all = new HashMap<>();
    StandInOpenCode.demoModels().forEach(model -> all.put(model.ref().toString(), model));
    return Pattern.compile("id=\"model-([^\"]+)\"")
        .matcher(page(path))
        .results()
        .map(found -> all.get(found.group(1)))
        .toList();
  }

  private static void assertSorted(List<Model> models, ToDoubleFunction<Model> value) {
    double[] values = models.stream().mapToDouble(value).toArray();
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, values);
  }

  @Test
  void aModelHasAPageOfWhatItIsAndWhoNamesIt() throws Exception {
    save(form(Flow.HEARTBEAT, WANTED));
    String page = page("/model?ref=" + WANTED);
    assertTrue(page.contains("href=\"/models/flows/heartbeat\""), page);
    assertTrue(page.contains("href=\"/models/replace?from=basalt%2Fbasalt-code-4-large\""), page);
    assertTrue(page.contains("name=\"modelRef\" value=\"" + WANTED + "\""), page);
    assertTrue(page("/model?ref=iris/iris-4.5-nano").contains("It did not run."));
    world.openCode.models(without(WANTED));
    visitor.post("/models/refresh", Map.of());
    String gone = page("/model?ref=" + WANTED);
    assertTrue(gone.contains("The catalog no longer has this model"), gone);
    assertEquals(404, visitor.get("/model?ref=acme/none").statusCode());
  }

  @Test
  void showsOnePageAtATimeThatKeepsTheSearch() throws Exception {
    String second = page("/models?provider=crossroads&page=2");
    assertTrue(second.contains("101 to 200"), second);
    assertTrue(second.contains("href=\"/models?provider=crossroads\""), second);
    assertTrue(second.contains("href=\"/models?provider=crossroads&amp;page=3\""), second);
    assertTrue(page("/models?page=999999").contains("Page 7 of 7"));
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

  @Test
  void aRefreshNamesWhatWentAndWhomItAffects() throws Exception {
    save(form(Flow.HEARTBEAT, WANTED));
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", "a/b c").put("type", "t");
    job.put("scheduleType", "oneshot").put("runAt", 4_000_000_000_000L).put("modelRef", WANTED);
    job.putObject("payload").put("prompt", "p");
    world.otto.jobs().create(JobFields.of(job), Order.by(SOMEBODY_ELSE));
    world.openCode.models(without(WANTED));
    assertEquals(303, visitor.post("/models/refresh", Map.of()).statusCode());
    String page = page("/models");
    assertTrue(page.contains("1 removed"), page);
    String why = WANTED + "</span> <span class=\"muted\">OpenCode no longer offers it</span>";
    assertTrue(page.contains(why), page);
    assertTrue(page("/").contains("OpenCode no longer offers it. Named by 1 flow default"));
    assertTrue(page.contains("<a href=\"#flow-heartbeat\">Heartbeat</a>"), page);
    assertTrue(page.contains("<a href=\"/jobs/a%2Fb%20c\"><bdi>a/b c</bdi></a>"), page);
    assertFalse(page("/models").contains("1 removed"));
    world.otto.jobs().cancel("a/b c", null, Order.by(SOMEBODY_ELSE));
  }

  @Test
  void aRefreshThatFailsSaysWhyAndKeepsTheCatalog() throws Exception {
    world.openCode.failure(FailureMode.BROKEN_CONFIG);
    visitor.post("/models/refresh", Map.of());
    String page = page("/models");
    assertTrue(page.contains("The refresh failed"), page);
    assertTrue(page.contains("The last refresh failed"), page);
    assertTrue(page.contains("<strong>645</strong> models"), page);
  }

  @Test
  void thePickerOffersWhatIsInUseFirstAndOnlyWhatAnswersWithText() throws Exception {
    String offered = visitor.get("/models/pick?q=alder/alder-4", "HX-Request", "true").body();
    Matcher first = Pattern.compile("data-ref=\"([^\"]+)\"").matcher(offered);
    assertTrue(first.find());
    assertEquals("alder/alder-4.5-large", first.group(1));
    assertFalse(visitor.get("/models/pick?q=canvas", "HX-Request", "true").body().contains("ref"));
  }

  @Test
  void aPartOfThePageForNobodyMakesTheScriptLoadTheLogin() throws Exception {
    try (var nobody = world.browser()) {
      var answer = nobody.get("/models/pick?q=a", "HX-Request", "true");
      assertEquals(401, answer.statusCode());
      assertEquals("true", answer.headers().firstValue("HX-Refresh").orElseThrow());
    }
  }

  // What a browser would send

  private Map<String, String> form(Flow flow, String value) throws Exception {
    Map<String, String> fields = fieldsOf(page("/models"), "Review changes");
    fields.put(flow.key(), value);
    return fields;
  }

  private HttpResponse<String> save(Map<String, String> fields) throws Exception {
    return visitor.post("/models/defaults", fields);
  }

  /** The fields of the form with this button. */
  static Map<String, String> fieldsOf(String page, String button) {
    int end = page.indexOf(">" + button + "</button>");
    assertTrue(end > 0, button + " is missing in " + page);
    String form = page.substring(page.lastIndexOf("<form", end), end);
    var fields = new HashMap<String, String>();
    Matcher input = Pattern.compile("<input ([^>]*)>").matcher(form);
    while (input.find()) {
      String name = attribute(input.group(1), "name");
      if (!input.group(1).contains("type=\"checkbox\"")) {
        fields.put(name, attribute(input.group(1), "value"));
      }
    }
    return fields;
  }

  private static String attribute(String tag, String name) {
    Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
    return value.find() ? value.group(1).replace("&#34;", "\"").replace("&#39;", "'") : "";
  }

  private static String errorOf(String page, String field) {
    String start = "<small id=\"pick-" + field + "-hint\" class=\"error\">";
    int from = page.indexOf(start);
    return from < 0 ? "" : page.substring(from, page.indexOf("</small>", from));
  }

  private static Optional<ModelRef> current(Flow flow) {
    return world.otto.flowDefaults().current().get(flow);
  }

  private static List<Model> without(String ref) {
    return StandInOpenCode.demoModels().stream()
        .filter(model -> !model.ref().toString().equals(ref))
        .toList();
  }
}
