package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of jobs without a script: every operation, and what is typed wrongly. */
class JobPagesTest extends JobsOnPages {
  @Test
  void aRunThatFellBackShowsWhatWasAskedForAndWhatAnswered() throws Exception {
    Map<String, String> job = cadence("fell-back");
    job.put("modelRef", "basalt/gone");
    job.put("allowUnavailable", "true");
    create(job);
    String run = runOf("fell-back");
    assertTrue(run.contains("basalt/gone</span>") && run.contains("alder/alder-4.5-large"), run);
    assertTrue(run.contains("fallback: OpenCode"));
    assertTrue(page("/jobs/fell-back?page=7").contains("There are no runs on this page."));
  }

  @Test
  void manyJobsAreChangedAtOnceWithAResultForEach() throws Exception {
    create(cadence("many-1"));
    create(cadence("many-2"));
    page("/jobs");
    HttpResponse<String> answer =
        visitor.post("/change-jobs", Map.of("do", "pause", "id", "many-1", "search", "many"));
    assertTrue(rowOf(answer.body(), "many-1").contains("Paused"));
    assertTrue(answer.body().contains("href=\"/jobs?search=many\""));
    answer = visitor.post("/change-jobs", Map.of("do", "pause", "id", "many-1"));
    assertTrue(rowOf(answer.body(), "many-1").contains("It is already paused"));
    String paused = page("/jobs?state=paused&search=many");
    assertTrue(paused.contains("many-1") && !paused.contains("many-2"));
  }

  @Test
  void whatAModelWouldChangeForWhomIsShownBeforeAndNothingInheritsUnasked() throws Exception {
    create(cadence("bulk-1"));
    Map<String, String> named = cadence("bulk-2");
    named.put("modelRef", MODEL);
    create(named);
    page("/jobs");
    var empty = visitor.post("/change-jobs", Map.of("do", "model", "id", "bulk-2"));
    assertEquals(303, empty.statusCode());
    assertTrue(page("/jobs").contains("No model is chosen; choose one, or press Inherit."));
    String preview =
        visitor
            .post("/change-jobs", Map.of("do", "model", "modelRef", MODEL, "all", "true"))
            .body();
    String row = rowOf(preview, "bulk-1");
    assertTrue(row.contains("alder/alder-4.5-large") && row.contains(">" + MODEL + "<"), preview);
    assertTrue(rowOf(preview, "bulk-2").contains("It already has this model"), preview);
    assertTrue(rowOf(preview, "system-heartbeat").contains("the default of its flow"), preview);
    assertFalse(rowOf(page("/jobs?search=bulk-1"), "bulk-1").contains(MODEL));
    var set = Map.of("id", "bulk-1", "from", "", "to", MODEL);
    String done = visitor.post("/change-jobs/models", set).body();
    assertTrue(rowOf(done, "bulk-1").contains("Uses " + MODEL + " now"), done);
    String late = visitor.post("/change-jobs/models", set).body();
    assertTrue(rowOf(late, "bulk-1").contains("It was changed since, and uses " + MODEL), late);
    String inherit =
        visitor
            .post("/change-jobs", Map.of("do", "inherit", "id", "bulk-1", "modelRef", ""))
            .body();
    assertTrue(inherit.contains("follow the default of their flow"), inherit);
    assertTrue(rowOf(inherit, "bulk-1").contains("alder/alder-4.5-large"), inherit);
    String unknown =
        visitor
            .post("/change-jobs", Map.of("do", "model", "modelRef", "a/b", "id", "bulk-1"))
            .body();
    assertTrue(rowOf(unknown, "bulk-1").contains("The catalog has no model a/b"), unknown);
    assertTrue(unknown.contains("No job would change.") && !unknown.contains("set-models"));
  }

  @Test
  void theNextRunUsesTheModelThatWasSet() throws Exception {
    create(cadence("explicit"));
    visitor.get("/jobs/explicit");
    visitor.post("/jobs/explicit/model", Map.of("modelRef", MODEL));
    String explicit = page("/jobs/explicit");
    assertTrue(explicit.contains("set on the job"));
    assertTrue(explicit.contains("What the next run would use if it were gone; it is not."));
    assertTrue(runOf("explicit").contains("\">" + MODEL));
    visitor.post("/jobs/explicit/model", Map.of("modelRef", ""));
    assertTrue(page("/jobs/explicit").contains("inherited"));
  }

  @Test
  void aRunShowsWhatWasAskedAndRefused() throws Exception {
    Map<String, String> job = cadence("asks");
    job.put("prompt", "#ask");
    job.put("permissions", "reject");
    create(job);
    assertTrue(page("/jobs/asks").contains("refused when a tool asks"));
    assertTrue(page("/jobs/asks/edit").contains("<option value=\"reject\" selected>"));
    String asked = runOf("asks").split("id=\"permissions\"", 2)[1];
    assertTrue(asked.contains("refused</span> bash <span class=\"ref\">pwd"), asked);
  }

  @Test
  void aJobThatIsRetriedShowsItsNextAttemptAndARunWhichOneItIs() throws Exception {
    Map<String, String> job = cadence("retried");
    job.put("prompt", "#status=429");
    job.put("payload", "{\"retry\": {\"attempts\": 3, \"delaySeconds\": 600}}");
    create(job);
    page("/jobs/retried");
    assertEquals(303, visitor.post("/jobs/retried/run", Map.of()).statusCode());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> page("/jobs/retried").contains("id=\"next-attempt\""));
    String page = page("/jobs/retried");
    assertTrue(page.contains("attempt 2 of 3, because"), page);
    Matcher run = Pattern.compile("href=\"(/jobs/retried/runs/[^\"]+)\"").matcher(page);
    assertTrue(run.find());
    assertTrue(page(run.group(1)).contains("<dd id=\"attempt\">attempt 1 of 3"));
    String next = page.split("id=\"next-attempt\"", 2)[1];
    Matcher time = Pattern.compile("<time datetime=\"[^\"]+\"").matcher(next);
    assertTrue(time.find());
    assertTrue(page("/jobs?state=idle").contains(time.group()), page("/jobs?state=idle"));
    visitor.post("/jobs/retried/pause", Map.of());
    assertFalse(page("/jobs/retried").contains("id=\"next-attempt\""));
  }

  /** The page of its newest run, once that is over. */
  private String runOf(String id) throws Exception {
    page("/jobs/" + id);
    assertEquals(303, visitor.post("/jobs/" + id + "/run", Map.of()).statusCode());
    Pattern link = Pattern.compile("href=\"(/jobs/" + id + "/runs/[^\"]+)\"");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> page("/jobs/" + id).contains("badge ok\">Succeeded"));
    Matcher found = link.matcher(page("/jobs/" + id));
    assertTrue(found.find());
    return page(found.group(1));
  }

  @Test
  void aCancelledJobStaysAndGoesOnWhereItIsUndone() throws Exception {
    create(cadence("gone"));
    assertTrue(page("/jobs/gone/cancel").contains("Cancel <bdi>gone</bdi>?"));
    assertEquals(303, visitor.post("/jobs/gone/cancel", Map.of("reason", "too dear")).statusCode());
    String page = page("/jobs/gone");
    assertTrue(page.contains("cancelled") && page.contains("too dear") && page.contains("Undo"));
    assertFalse(page("/jobs?state=idle").contains(">gone<"));
    assertTrue(page("/jobs?state=finished").contains(">gone<"));
    visitor.post("/jobs/gone/restore", Map.of());
    assertTrue(page("/jobs?state=idle").contains(">gone<"));
  }

  @Test
  void aJobIsDeletedForGoodInASecondStepAndNothingItSaidIsLeft() throws Exception {
    Map<String, String> job = cadence("doomed");
    job.put("prompt", "Whisper xylophone.");
    create(job);
    runOf("doomed");
    assertTrue(page("/jobs/doomed/delete").contains("cancel it first"));
    visitor.post("/jobs/doomed/delete", Map.of());
    assertTrue(page("/jobs/doomed").contains("Job is not over: doomed; cancel it first"));
    visitor.post("/jobs/doomed/cancel", Map.of());
    assertTrue(page("/jobs/doomed").contains("href=\"/jobs/doomed/delete\""));
    assertTrue(page("/jobs/doomed/delete").contains("its one run with answers"));
    assertEquals(303, visitor.post("/jobs/doomed/delete", Map.of()).statusCode());
    assertTrue(page("/jobs").contains("Deleted doomed for good"));
    assertEquals(404, visitor.get("/jobs/doomed").statusCode());
    assertFalse(world.api("/external/runs?text=xylophone").contains("doomed"));
    String audit = world.api("/external/audit?search=doomed");
    assertTrue(audit.contains("job.delete") && !audit.contains("xylophone"), audit);
  }

  @Test
  void aFailureIsAcknowledgedWithAReasonAndComesBackWithAnUndo() throws Exception {
    Map<String, String> job = cadence("known");
    job.put("prompt", "#status=400");
    create(job);
    assertFalse(page("/jobs/known").contains("id=\"acknowledge\""));
    visitor.post("/jobs/known/run", Map.of());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> page("/jobs/known").contains("id=\"acknowledge\""));
    assertTrue(page("/").contains("known failed"));
    assertTrue(page("/jobs?state=failing").contains(">known<"));
    page("/jobs/known/acknowledge");
    var none = visitor.post("/jobs/known/acknowledge", Map.of("reason", " "));
    assertEquals(422, none.statusCode());
    assertEquals("Enter a reason", errorOf(none.body(), "reason"));
    visitor.post("/jobs/known/acknowledge", Map.of("reason", "<Anna> mends it"));
    String page = page("/jobs/known");
    assertTrue(page.contains("&lt;Anna> mends it") || page.contains("&lt;Anna&gt; mends it"), page);
    assertTrue(page.contains("Failure acknowledged") && page.contains(">Undo<"), page);
    assertFalse(page("/").contains("known failed"));
    assertFalse(page("/jobs?state=failing").contains(">known<"));
    assertTrue(page("/jobs?state=acknowledged").contains("mends it"));
    visitor.post("/jobs/known/unacknowledge", Map.of());
    assertTrue(page("/jobs/known").contains("It needs attention again"));
    assertTrue(page("/").contains("known failed"));
    visitor.post("/jobs/known/unacknowledge", Map.of());
    assertTrue(page("/jobs/known").contains("is not acknowledged: known"));
  }

  @Test
  void ofASystemJobOnlyPauseIsOffered() throws Exception {
    String page = page("/jobs/system-heartbeat");
    assertTrue(page.contains("System job"));
    assertTrue(page.contains("id=\"pause\""));
    assertFalse(page.contains("id=\"run-now\"") || page.contains("/edit"));
    assertEquals(403, visitor.get("/jobs/system-heartbeat/edit").statusCode());
    assertTrue(page("/jobs/system-model-catalog-refresh").contains("without a model"));
  }

  @Test
  void whatIsNotThereIsAPageOfItsOwn() throws Exception {
    assertEquals(404, visitor.get("/jobs/none").statusCode());
    assertEquals(404, visitor.get("/jobs/system-heartbeat/runs/none").statusCode());
    assertTrue(page("/jobs?search=nothing-is-called-so").contains("No jobs match"));
  }

  private static String rowOf(String page, String id) {
    return first("(?s)<tr[^>]*>((?:(?!</tr>).)*>" + id + "<.*?)</tr>", page);
  }
}
