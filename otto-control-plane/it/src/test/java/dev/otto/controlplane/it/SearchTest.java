package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The search and the actions that it offers, as a page and as the dialog asks. */
class SearchTest extends PageTest {

  @BeforeAll
  static void addAJob() {
    var job = JsonNodeFactory.instance.objectNode().put("id", "nightly/report").put("type", "t");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 60);
    job.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", "tidy");
    world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
  }

  @Test
  void findsPagesJobsModelsAndActionsAndOffersThemWithoutAScript() throws Exception {
    assertTrue(search("audi").contains("<a href=\"/audit\"><bdi>Audit</bdi></a>"));
    assertTrue(search("REPORT").contains("\"/jobs/nightly%2Freport\"><bdi>nightly/report</bdi>"));
    assertTrue(search("alder 4.5").contains("href=\"/model?ref=alder%2Falder-4.5-large\""));
    assertTrue(search("refresh cat").contains("Refresh the catalog of models</button>"));
    assertTrue(search("log out").contains("<form method=\"post\" action=\"/logout\">"));
    assertTrue(search("no such thing").contains("Nothing found"));
  }

  @Test
  void theDialogGetsOptionsAndNoPage() throws Exception {
    String options = visitor.get("/search?q=nightly", "HX-Request", "true").body();
    assertFalse(options.contains("<html"), options);
    assertTrue(options.contains("data-open=\"/jobs/nightly%2Freport\""), options);
    assertTrue(options.contains("Run nightly/report now"), options);
    assertTrue(options.contains("Pause nightly/report"), options);
    assertFalse(options.contains("Resume nightly/report"), options);
  }

  @Test
  void aVerbAndAPartOfANameIsThatAction() throws Exception {
    String options = visitor.get("/search?q=pause+report", "HX-Request", "true").body();
    assertTrue(options.contains("Pause nightly/report"), options);
    assertFalse(options.contains("data-open"), options);
  }

  @Test
  void aJobIsPausedAndResumedAndWhatOttoRefusesIsSaid() throws Exception {
    var paused = act("pause", "nightly/report");
    assertEquals("/jobs/nightly%2Freport", paused);
    assertTrue(visitor.get("/").body().contains("nightly/report is paused."));
    assertTrue(world.otto.jobs().find("nightly/report").orElseThrow().state().paused());
    assertTrue(search("resume report").contains("Resume nightly/report</button>"));
    act("run", "nightly/report");
    assertTrue(visitor.get("/").body().contains("class=\"flash problem\""));
    act("resume", "nightly/report");
    assertFalse(world.otto.jobs().find("nightly/report").orElseThrow().state().paused());
    assertEquals("/", act("run", "nobody"));
    assertTrue(visitor.get("/").body().contains("Job not found: nobody"));
    assertEquals(400, visitor.post("/actions", Map.of("action", "explode")).statusCode());
  }

  private String search(String text) throws Exception {
    return visitor.get("/search?q=" + text.replace(" ", "+")).body();
  }

  private String act(String action, String target) throws Exception {
    var done = visitor.post("/actions", Map.of("action", action, "target", target));
    assertEquals(303, done.statusCode(), done.body());
    return done.headers().firstValue("Location").orElseThrow();
  }
}
