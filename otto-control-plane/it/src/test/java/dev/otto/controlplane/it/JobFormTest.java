package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form of a job, in a browser without scripts. */
class JobFormTest extends JobsOnPages {
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
  void aLabelOfNodesIsKeptShownAndCleared() throws Exception {
    Map<String, String> job = cadence("labelled");
    job.put("runsOn", "Big GPU");
    String refused = send("/new-job", job).body();
    assertTrue(errorOf(refused, "runsOn").contains("is not a label of nodes"), refused);
    job.put("runsOn", "gpu");
    create(job);
    String label = "<dt>Runs on nodes with the label</dt><dd>gpu</dd>";
    String page = page("/jobs/labelled");
    assertTrue(page.contains(label), page);
    assertTrue(page.contains("no node that takes prompts has the label gpu now"), page);
    Map<String, String> edit = new HashMap<>(job);
    edit.remove("id");
    edit.put("base", base(page("/jobs/labelled/edit")));
    edit.put("runsOn", "");
    assertEquals(303, send("/jobs/labelled/edit", edit).statusCode());
    assertFalse(page("/jobs/labelled").contains(label));
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
  void aCopyBeginsWithEverythingButTheName() throws Exception {
    Map<String, String> job = cadence("original");
    job.put("agent", "chat");
    create(job);
    String form = page("/new-job?from=original");
    assertTrue(form.contains("value=\"chat\"") && form.contains(">Say hello.</textarea>"));
    assertFalse(form.contains("value=\"original\""));
  }
}
