package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two operators who change the same defaults at the same time, each in a browser of their own. */
class TwoOperatorsTest extends PageTest {
  private static final List<String> MODELS =
      List.of("", "alder/alder-4-mini", "basalt/basalt-4-mini", "dune/dune-4-mini");

  /** A form as it stands in one of the browsers, and what was chosen there since it was opened. */
  private static final class OpenForm {
    private Map<String, String> fields = Map.of();
    private Map<Flow, String> opened = Map.of();
    private final Map<Flow, String> touched = new HashMap<>();

    void show(Map<String, String> shown) {
      fields = shown;
      opened = current();
      touched.entrySet().removeIf(it -> it.getValue().equals(opened.get(it.getKey())));
    }

    void choose(Flow flow, String ref) {
      fields.put(flow.key(), ref);
      touched.put(flow, ref);
      touched.remove(flow, opened.get(flow));
    }
  }

  @Test
  void aSaveChangesWhatWasTouchedThereAndNothingElse() throws Exception {
    var random = new Random(200);
    int saved = 0;
    int contested = 0;
    try (Visitor other = world.browser().logIn(world.token())) {
      var browsers = List.of(visitor, other);
      var forms = List.of(new OpenForm(), new OpenForm());
      for (int i = 0; i < 2; i++) {
        open(browsers.get(i), forms.get(i));
      }
      for (int step = 0; step < 200; step++) {
        int who = random.nextInt(2);
        OpenForm form = forms.get(who);
        Flow flow = Flow.values()[random.nextInt(Flow.values().length)];
        form.choose(flow, MODELS.get(random.nextInt(MODELS.size())));
        if (random.nextInt(3) > 0) {
          continue;
        }
        Map<Flow, String> before = current();
        var answer = browsers.get(who).post("/models/defaults", form.fields);
        Map<Flow, String> expected = new HashMap<>(before);
        if (answer.statusCode() == 303) {
          saved++;
          expected.putAll(form.touched);
          assertEquals(expected, current(), "step " + step);
          form.touched.clear();
          open(browsers.get(who), form);
        } else {
          assertEquals(409, answer.statusCode(), answer.body());
          contested++;
          assertEquals(before, current(), "step " + step);
          form.show(ModelsOnPages.fieldsOf(answer.body(), "Save"));
        }
      }
    }
    int told = contested;
    assertTrue(saved > 20 && told > 5, saved + " saved, " + told + " contested");
  }

  private static void open(Visitor browser, OpenForm form) throws Exception {
    form.show(ModelsOnPages.fieldsOf(browser.get("/models").body(), "Review changes"));
  }

  private static Map<Flow, String> current() {
    var current = new HashMap<Flow, String>();
    for (Flow flow : Flow.values()) {
      Optional<ModelRef> ref = world.otto.flowDefaults().current().get(flow);
      current.put(flow, ref.map(ModelRef::toString).orElse(""));
    }
    return current;
  }
}
