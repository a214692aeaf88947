package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that is replaced everywhere, and taken back, in a browser without scripts. */
class ReplacePagesTest extends PageTest {
  private static final String GONE = "basalt/basalt-code-4-large";
  private static final String OTHER = "iris/iris-4.5-large";
  private static final String WITHOUT_TOOLS = "iris/iris-3-nano";
  private static final Actor SOMEBODY = new Actor("else", Surface.REST);
  private static final Order ORDER = new Order(SOMEBODY, true, false);
  private static int jobs;
  private String job;

  @BeforeEach
  void beginAnew() throws Exception {
    world.openCode.models(StandInOpenCode.demoModels());
    refresh();
    job = "nightly " + ++jobs;
    var fields =
        JsonNodeFactory.instance.objectNode().put("id", job).put("type", "t").put("modelRef", GONE);
    fields.put("scheduleType", "recurring").put("cadenceMinutes", 600).put("variant", "high");
    fields.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", "p");
    world.otto.jobs().create(JobFields.of(fields), ORDER);
    setFlow(GONE);
  }

  @AfterEach
  void cancelTheJob() {
    world.otto.jobs().cancel(job, null, ORDER);
  }

  private void refresh() throws Exception {
    visitor.post("/models/refresh", Map.of());
  }

  private static void setFlow(String ref) {
    var update = FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(ModelRef.of(ref)));
    world.otto.flowDefaults().change(SOMEBODY, update);
  }

  private static String flow() {
    return world.otto.flowDefaults().current().get(Flow.HEARTBEAT).orElseThrow().toString();
  }

  private String jobModel() {
    return world.otto.jobs().find(job).orElseThrow().choice().toString();
  }

  private void leave(String ref) throws Exception {
    world.openCode.models(
        StandInOpenCode.demoModels().stream()
            .filter(model -> !model.ref().toString().equals(ref))
            .toList());
    refresh();
  }

  private String page(String path) throws Exception {
    HttpResponse<String> page = visitor.get(path);
    assertEquals(200, page.statusCode(), page.body());
    return page.body();
  }

  private static String address(String to) {
    return "/models/replace?from=" + GONE.replace("/", "%2F") + "&to=" + to.replace("/", "%2F");
  }

  private HttpResponse<String> replace(Map<String, String> fields) throws Exception {
    return visitor.post("/models/replace", fields);
  }

  private static String undoOf(String page) {
    Matcher address = Pattern.compile("action=\"(/models/replace/\\d+/undo)\"").matcher(page);
    assertTrue(address.find(), page);
    return address.group(1);
  }

  @Test
  void isOfferedWhereAModelIsGoneAndWhereItIsUsed() throws Exception {
    String link = "href=\"/models/replace?from=basalt%2Fbasalt-code-4-large\"";
    assertTrue(page("/models?search=basalt-code-4-large").contains(link));
    leave(GONE);
    String refreshed = page("/models");
    assertTrue(refreshed.contains(link), refreshed);
    assertTrue(refreshed.contains("Replace " + GONE + " everywhere"), refreshed);
    assertTrue(page("/").contains(link));
  }

  @Test
  void aPreviewNamesWhoIsConcernedAndChangesNothing() throws Exception {
    String asked = page("/models/replace?from=basalt%2Fbasalt-code-4-large");
    assertTrue(asked.contains("value=\"" + GONE + "\""), asked);
    String preview = page(address(OTHER));
    assertTrue(preview.contains("Changes 2 places"), preview);
    assertTrue(preview.contains(">" + job + "</bdi></a>"), preview);
    assertTrue(preview.contains("Flow Heartbeat"), preview);
    assertTrue(preview.contains("Replace in 2 places"), preview);
    assertFalse(preview.contains("id=\"force\""), preview);
    assertEquals(GONE, flow());
  }

  @Test
  void isDoneAtOnceAndTakenBackAlsoWhereTheFirstModelIsGone() throws Exception {
    String before = jobModel();
    page(address(OTHER));
    String done = replace(Map.of("from", GONE, "to", OTHER)).body();
    assertTrue(done.contains("in 2 places. It takes effect with the next run"), done);
    assertEquals(OTHER, flow());
    assertTrue(jobModel().startsWith(OTHER), jobModel());
    leave(GONE);
    setFlow("iris/iris-4-mini");

    String undone = visitor.post(undoOf(done), Map.of()).body();

    assertTrue(undone.contains("Changed since, and left as they are"), undone);
    assertTrue(undone.contains("Flow Heartbeat now asks for"), undone);
    assertEquals(before, jobModel());
    assertEquals("iris/iris-4-mini", flow());
    visitor.post(undoOf(undone), Map.of());
    assertTrue(jobModel().startsWith(OTHER), jobModel());
  }

  @Test
  void whatCannotDoWhatIsNeededIsRefusedWithReasonsAndTakenByForce() throws Exception {
    String preview = page(address(WITHOUT_TOOLS));
    assertTrue(preview.contains("This speaks against it"), preview);
    assertTrue(preview.contains(WITHOUT_TOOLS + " cannot call tools, which these use"), preview);
    assertTrue(preview.contains("This is lost"), preview);
    assertTrue(preview.contains("id=\"force\""), preview);
    var refused = replace(Map.of("from", GONE, "to", WITHOUT_TOOLS));
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("This speaks against it"));
    assertEquals(GONE, flow());
    var forced = replace(Map.of("from", GONE, "to", WITHOUT_TOOLS, "force", "true"));
    assertEquals(200, forced.statusCode(), forced.body());
    assertEquals(WITHOUT_TOOLS, flow());
    visitor.post(undoOf(forced.body()), Map.of());
    assertEquals(GONE, flow());
  }

  @Test
  void whatIsNoModelStandsBesideItsField() throws Exception {
    var answer = visitor.get("/models/replace?from=nothing&to=" + OTHER.replace("/", "%2F"));
    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().contains("id=\"replace-from-hint\" class=\"error\""), answer.body());
    var effort = visitor.get(address(OTHER) + "&variant=extreme");
    assertEquals(422, effort.statusCode());
    assertTrue(effort.body().contains("id=\"f-variant-hint\" class=\"error\""), effort.body());
    assertEquals(404, visitor.post("/models/replace/4711999/undo", Map.of()).statusCode());
  }

  @Test
  void manyJobsThatWereSetToAModelAreSetBackAlsoWhereTheirsIsGone() throws Exception {
    visitor.get("/jobs");
    String preview =
        visitor.post("/change-jobs", Map.of("do", "model", "modelRef", OTHER, "id", job)).body();
    assertTrue(preview.contains("name=\"from\" value=\"" + GONE + "\""), preview);
    String set =
        visitor.post("/change-jobs/models", Map.of("id", job, "from", GONE, "to", OTHER)).body();
    assertTrue(set.contains("name=\"from\" value=\"" + OTHER + "\""), set);
    leave(GONE);
    var undo = Map.of("id", job, "from", OTHER, "to", GONE, "undo", "true");
    String undone = visitor.post("/change-jobs/models", undo).body();
    assertTrue(undone.contains("Uses " + GONE + " now"), undone);
    assertTrue(jobModel().startsWith(GONE), jobModel());
    String again = visitor.post("/change-jobs/models", undo).body();
    assertTrue(again.contains("It was changed since, and uses " + GONE), again);
  }
}
