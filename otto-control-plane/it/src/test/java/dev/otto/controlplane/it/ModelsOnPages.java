package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;

/** Pages of models without a script: what their tests have in common. */
abstract class ModelsOnPages extends PageTest {
  static final String WANTED = "basalt/basalt-code-4-large";
  static final Actor SOMEBODY_ELSE = new Actor("else", Surface.REST);

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

  String page(String path) throws Exception {
    HttpResponse<String> page = visitor.get(path);
    assertEquals(200, page.statusCode(), page.body());
    return page.body();
  }

  // What a browser would send

  Map<String, String> form(Flow flow, String value) throws Exception {
    Map<String, String> fields = fieldsOf(page("/models"), "Review changes");
    fields.put(flow.key(), value);
    return fields;
  }

  HttpResponse<String> save(Map<String, String> fields) throws Exception {
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

  static String attribute(String tag, String name) {
    Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
    return value.find() ? value.group(1).replace("&#34;", "\"").replace("&#39;", "'") : "";
  }

  static String errorOf(String page, String field) {
    String start = "<small id=\"pick-" + field + "-hint\" class=\"error\">";
    int from = page.indexOf(start);
    return from < 0 ? "" : page.substring(from, page.indexOf("</small>", from));
  }

  static Optional<ModelRef> current(Flow flow) {
    return world.otto.flowDefaults().current().get(flow);
  }

  static List<Model> without(String ref) {
    return StandInOpenCode.demoModels().stream()
        .filter(model -> !model.ref().toString().equals(ref))
        .toList();
  }
}
