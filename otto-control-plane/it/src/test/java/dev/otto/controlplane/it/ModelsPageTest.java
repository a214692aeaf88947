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
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The catalog and the defaults of the flows in a browser without scripts. */
class ModelsPageTest extends ModelsOnPages {
  @Test
  void showsTheCatalogByProviderAndHowOldItIs() throws Exception {
    String page = page("/models");
    assertTrue(page.contains("<strong>645</strong> models of 10 providers"), page);
    assertTrue(page.contains("network, <time datetime=\"20"), page);
    assertTrue(page.indexOf("alder/alder-3-nano") < page.indexOf("basalt/basalt-3-nano"));
    assertTrue(page.contains("OpenCode&#39;s default"), page);
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
}
