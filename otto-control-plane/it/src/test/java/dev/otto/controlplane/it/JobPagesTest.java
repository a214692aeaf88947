package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of jobs without a script: every operation, and what is typed wrongly. */
class JobPagesTest extends PageTest {
  private static final String MODEL = "basalt/basalt-4-large";

  @Test
  void aJobOfEachKindIsMadeByTheForm() throws Exception {
    create(Map.of("id", "by cron", "schedule", "cron", "cron", "30 7 * * 1-5"));
    create(Map.of("id", "by/cadence", "schedule", "cadence", "cadenceMinutes", "90"));
    create(Map.of("id", "once", "schedule", "oneshot", "runAt", "2031-03-30T07:30"));
    assertTrue(page("/jobs/by%20cron").contains("at 07:30, Monday to Friday"));
    assertTrue(page("/jobs/by%20cron").contains("<code>30 7 * * 1-5</code>"));
    assertTrue(page("/jobs/by%2Fcadence").contains("every 90 minutes"));
    assertTrue(page("/jobs/once").contains("Sun 30 Mar 2031, 05:30 UTC"));
  }

  @Test
  void whatIsWrongStandsBesideItsFieldAndNothingTypedIsLost() throws Exception {
    var wrong =
        Map.of("id", "wrong", "schedule", "cron", "cron", "every day", "timeZone", "Mars/Base");
    HttpResponse<String> answer = send("/new-job", wrong);
    assertEquals(422, answer.statusCode());
    String page = answer.body();
    assertTrue(errorOf(page, "cron").contains("has 2; write five fields"), page);
    assertTrue(errorOf(page, "timeZone").contains("is not a time zone"), page);
    assertEquals("", errorOf(page, "prompt"));
    assertTrue(page.contains("value=\"every day\""));
    assertTrue(page.contains(">Say hello.</textarea>"));
  }

  @Test
  void whatTheFormItselfCannotReadIsSaidAtOnce() throws Exception {
    var wrong =
        Map.of(
            "id", "wrong",
            "prompt", "",
            "schedule", "oneshot",
            "runAt", "2031-03-30T02:30",
            "timeoutSeconds", "soon",
            "payload", "[1");
    String page = send("/new-job", wrong).body();
    assertTrue(errorOf(page, "prompt").contains("Enter a prompt"));
    assertTrue(errorOf(page, "runAt").contains("the next one is 2031-03-30T03:30"), page);
    assertTrue(errorOf(page, "timeoutSeconds").contains("whole number of seconds"));
    assertTrue(errorOf(page, "payload").contains("This is not JSON (line 1"));
  }

  @Test
  void anUnknownModelIsRefusedBesideItsFieldUnlessItIsWished() throws Exception {
    Map<String, String> job = cadence("unknown-model");
    job.put("modelRef", "basalt/basalt-9");
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(422, answer.statusCode());
    assertTrue(errorOf(answer.body(), "modelRef").contains("near matches"), answer.body());
    assertTrue(answer.body().contains("name=\"allowUnavailable\""));
    job.put("allowUnavailable", "true");
    create(job);
    String page = page("/jobs/unknown-model");
    assertTrue(page.contains("not in the catalog"));
    assertTrue(page.contains("alder/alder-4.5-large"));
  }

  @Test
  void nothingIsAdvisedThatOnlyProgramsCanDo() throws Exception {
    visitor.get("/models");
    var wrong = Map.of("heartbeat", "gpt", "opened-heartbeat", "");
    String answer = visitor.post("/models/defaults", wrong).body();
    assertTrue(
        answer.contains(
            "\"gpt\" is not a model reference; write provider/model, or nothing to inherit"),
        answer);
  }

  @Test
  void whatOttoRefusesInThePayloadStandsBesideItsField() throws Exception {
    Map<String, String> job = cadence("limits");
    job.put("timeoutSeconds", "9999999999");
    job.put("retryAttempts", "99");
    String page = send("/new-job", job).body();
    assertTrue(errorOf(page, "timeoutSeconds").contains("whole number of seconds"), page);
    assertTrue(errorOf(page, "retryAttempts").contains("whole number of attempts"), page);
  }

  @Test
  void aNameThatIsTakenIsSaidBesideTheName() throws Exception {
    create(cadence("taken"));
    HttpResponse<String> answer = send("/new-job", cadence("taken"));
    assertEquals(422, answer.statusCode());
    assertTrue(errorOf(answer.body(), "id").contains("already exists"));
  }

  @Test
  void aJobThatNobodyNamedIsNamedByItsPrompt() throws Exception {
    Map<String, String> job = cadence("");
    job.put("prompt", "Tell me, what's new in the world today?\nIn short.");
    create(job);
    create(job);
    assertTrue(page("/jobs/tell-me-what-s-new").contains("Tell me"));
    assertTrue(page("/jobs/tell-me-what-s-new-2").contains("Tell me"));
  }

  @Test
  void theNextFiveTimesAreShownWithoutScript() throws Exception {
    var job = Map.of("schedule", "cron", "cron", "0 12 * * *", "check", "true");
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(200, answer.statusCode());
    String preview = answer.body().split("id=\"preview\"", 2)[1].split("</ol>", 2)[0];
    assertEquals(5, preview.split("<li>", -1).length - 1, preview);
    assertTrue(preview.contains("12:00 Europe/Berlin"), preview);
    assertTrue(answer.body().contains(">Say hello.</textarea>"));
  }

  @Test
  void effortFallbacksPolicyAndFenceAreSavedShownKeptAndCopied() throws Exception {
    Map<String, String> job = cadence("fenced");
    job.put("modelRef", "alder/alder-4.5-large");
    job.put("variant", "high");
    job.put("fallbacks", "alder/alder-4-mini, basalt/basalt-4-mini");
    job.put("policy", "strict");
    job.put("onlyProviders", "alder, basalt");
    job.put("onFailure", "next");
    create(job);
    String page = page("/jobs/fenced");
    for (String chip :
        List.of(
            "effort high", "else alder/alder-4-mini", "nothing else", "only of alder, basalt")) {
      assertTrue(page.contains(">" + chip + "</span>"), chip);
    }
    Map<String, String> edit = new HashMap<>(job);
    edit.remove("id");
    edit.put("base", base(page("/jobs/fenced/edit")));
    edit.put("prompt", "Say goodbye.");
    assertEquals(303, send("/jobs/fenced/edit", edit).statusCode());
    assertTrue(page("/jobs/fenced").contains("only of alder, basalt"));
    String copy = page("/new-job?from=fenced");
    for (String ticked : List.of("alder", "basalt")) {
      assertTrue(copy.contains("value=\"" + ticked + "\" checked"), copy);
    }
    assertFalse(copy.contains("value=\"cirrus\" checked"), copy);
    assertTrue(copy.contains("<option value=\"strict\" selected>"), copy);
    assertTrue(copy.contains("This model has low, medium, high."), copy);
    assertTrue(copy.contains("<option value=\"medium\"></option>"), copy);
  }

  @Test
  void aFallbackGoesToThePlaceThatIsTypedForIt() throws Exception {
    Map<String, String> job = cadence("chained");
    job.put("modelRef", MODEL);
    job.put("fallbacks", "alder/alder-4-mini, basalt/basalt-4-mini, cirrus/cirrus-4-mini");
    create(job);
    String form = page("/jobs/chained/edit");
    assertTrue(
        form.contains("id=\"pick-fallbacks-3\" name=\"fallbacks\" type=\"text\" value=\"cirrus/"),
        form);
    Map<String, String> edit = new HashMap<>(job);
    edit.remove("id");
    edit.remove("fallbacks");
    edit.put("prompt", "Say hello.");
    edit.put("base", base(form));
    var rows =
        List.of("alder/alder-4-mini", "basalt/basalt-4-mini", "cirrus/cirrus-4-mini", "", "");
    var saved = visitor.post("/jobs/chained/edit", edit, rows, List.of("1", "2", "1", "4", "5"));
    assertEquals(303, saved.statusCode(), saved.body());
    String page = page("/jobs/chained");
    assertTrue(
        page.indexOf("else cirrus/") < page.indexOf("else alder/")
            && page.indexOf("else alder/") < page.indexOf("else basalt/"),
        page);
  }

  @Test
  void anEffortThatTheModelLacksIsRefusedBesideItsField() throws Exception {
    Map<String, String> job = cadence("no-such-effort");
    job.put("modelRef", "alder/alder-4.5-large");
    job.put("variant", "extreme");
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(422, answer.statusCode());
    assertTrue(
        errorOf(answer.body(), "variant").contains("it has low, medium, high"), answer.body());
  }

  @Test
  void anEditKeepsWhatTheFormDoesNotKnow() throws Exception {
    Map<String, String> job = cadence("keeps");
    job.put("payload", "{\"custom\": {\"deep\": [1, 2]}, \"temperature\": 0.5}");
    create(job);
    String form = page("/jobs/keeps/edit");
    assertTrue(form.contains("&#34;deep&#34;") || form.contains("\"deep\""), form);
    Map<String, String> edit = cadence("keeps");
    edit.put("base", base(form));
    edit.put("payload", "{\"custom\": {\"deep\": [1, 2]}, \"temperature\": 0.5}");
    edit.put("prompt", "Say goodbye.");
    assertEquals(303, send("/jobs/keeps/edit", edit).statusCode());
    String page = page("/jobs/keeps");
    assertTrue(page.contains("Say goodbye."));
    assertTrue(page.contains("temperature"));
    assertTrue(page.contains("Saved keeps"));
    assertTrue(page.contains("Undo"));
  }

  @Test
  void anEditIsUndoneUnlessSomethingWasChangedSince() throws Exception {
    create(cadence("undone"));
    Map<String, String> edit = cadence("undone");
    edit.put("base", base(page("/jobs/undone/edit")));
    edit.put("cadenceMinutes", "15");
    send("/jobs/undone/edit", edit);
    String saved = page("/jobs/undone");
    Map<String, String> undo =
        Map.of("change", hidden(saved, "change"), "base", hidden(saved, "base"));
    visitor.post("/jobs/undone/undo", undo);
    assertTrue(page("/jobs/undone").contains("every hour"));
    visitor.post("/jobs/undone/undo", undo);
    assertTrue(page("/jobs/undone").contains("changed in the meantime, so nothing was undone"));
  }

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
  void aStalePageOverwritesNothingUntilItIsToldTo() throws Exception {
    create(cadence("stale"));
    String old = base(page("/jobs/stale/edit"));
    Map<String, String> first = cadence("stale");
    first.put("base", old);
    first.put("cadenceMinutes", "30");
    assertEquals(303, send("/jobs/stale/edit", first).statusCode());
    Map<String, String> second = cadence("stale");
    second.put("base", old);
    second.put("cadenceMinutes", "45");
    HttpResponse<String> answer = send("/jobs/stale/edit", second);
    assertEquals(409, answer.statusCode());
    assertTrue(answer.body().contains("Changed in the meantime"));
    assertTrue(answer.body().contains(">60</td>") && answer.body().contains(">30</td>"));
    assertTrue(answer.body().contains("value=\"45\""));
    assertTrue(page("/jobs/stale").contains("every 30 minutes"));
    second.put("base", base(answer.body()));
    assertEquals(303, send("/jobs/stale/edit", second).statusCode());
    assertTrue(page("/jobs/stale").contains("every 45 minutes"));
  }

  @Test
  void whatNobodyTouchedHereStaysAsOthersSetItAlsoWithinThePayload() throws Exception {
    create(cadence("merged"));
    String old = base(page("/jobs/merged/edit"));
    Map<String, String> first = cadence("merged");
    first.put("base", old);
    first.put("cadenceMinutes", "30");
    first.put("prompt", "Say good morning.");
    assertEquals(303, send("/jobs/merged/edit", first).statusCode());
    Map<String, String> second = cadence("merged");
    second.put("base", old);
    second.put("maxSteps", "7");
    assertEquals(303, send("/jobs/merged/edit", second).statusCode());
    String merged = page("/jobs/merged/edit");
    assertTrue(merged.contains(">Say good morning.</textarea>"), merged);
    assertTrue(merged.contains("name=\"maxSteps\" type=\"number\" value=\"7\""), merged);
    assertTrue(page("/jobs/merged").contains("every 30 minutes"));
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
  void whatOthersChangedSinceAFormWasOpenedIsSaidBesideIt() throws Exception {
    create(cadence("looked-at"));
    String form = page("/jobs/looked-at/edit");
    assertTrue(form.contains("hx-post=\"/jobs/looked-at/edit/elsewhere\""), form);
    var base = Map.of("base", base(form));
    assertFalse(
        visitor.post("/jobs/looked-at/edit/elsewhere", base).body().contains("in the meantime"));
    visitor.post("/jobs/looked-at/model", Map.of("modelRef", MODEL));
    String told = visitor.post("/jobs/looked-at/edit/elsewhere", base).body();
    assertTrue(told.contains("Changed in the meantime") && told.contains(MODEL), told);
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

  @Test
  void aCopyBeginsWithEverythingButTheName() throws Exception {
    Map<String, String> job = cadence("original");
    job.put("agent", "chat");
    create(job);
    String form = page("/new-job?from=original");
    assertTrue(form.contains("value=\"chat\"") && form.contains(">Say hello.</textarea>"));
    assertFalse(form.contains("value=\"original\""));
  }

  private static Map<String, String> cadence(String id) {
    var job = new LinkedHashMap<String, String>();
    job.put("id", id);
    job.put("schedule", "cadence");
    job.put("cadenceMinutes", "60");
    job.put("runAt", "2031-01-01T12:00");
    job.put("type", "prompt");
    return job;
  }

  private void create(Map<String, String> job) throws Exception {
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(303, answer.statusCode(), answer.body());
  }

  private HttpResponse<String> send(String path, Map<String, String> fields) throws Exception {
    visitor.get("/new-job");
    var all = new LinkedHashMap<String, String>();
    all.put("prompt", "Say hello.");
    all.put("timeZone", "Europe/Berlin");
    all.putAll(fields);
    return visitor.post(path, all);
  }

  private String page(String path) throws Exception {
    HttpResponse<String> answer = visitor.get(path);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  private static String errorOf(String page, String field) {
    return first("id=\"(?:f|pick)-" + field + "-hint\" class=\"error\">([^<]*)<", page);
  }

  private static String base(String page) {
    return hidden(page, "base");
  }

  private static String hidden(String page, String name) {
    return first("name=\"" + name + "\" value=\"([^\"]*)\"", page)
        .replace("&#34;", "\"")
        .replace("&amp;", "&")
        .replace("&#39;", "'");
  }

  private static String rowOf(String page, String id) {
    return first("(?s)<tr[^>]*>((?:(?!</tr>).)*>" + id + "<.*?)</tr>", page);
  }

  private static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? found.group(1) : "";
  }
}
