package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The runs of all jobs, without a script. */
class RunsPageTest extends PageTest {
  private static final Order ORDER = Order.by(Actor.scheduler("test"));
  private static final String HOSTILE = "<b>a job</b>/ü";

  @Test
  void whatRanIsListedWithItsJobItsOutcomeAndTheBeginningOfItsAnswer() throws Exception {
    ran(HOSTILE, "Tell me of hedgehogs and <i>others</i>.");
    ran("broken", "#status=401");
    String page = visitor.get("/runs").body();
    assertTrue(page.contains("&lt;b>a job&lt;/b>/ü") || page.contains("&lt;b&gt;a job"), page);
    assertFalse(page.contains("<b>a job") || page.contains("<i>others"), page);
    assertTrue(page.contains("hedgehogs"), page);
    assertTrue(page.contains(">Failed</span>") && page.contains(">Succeeded</span>"), page);
    assertTrue(page.contains("href=\"/jobs/%3Cb%3Ea%20job%3C%2Fb%3E%2F%C3%BC\""), page);
    assertTrue(page.contains("aria-current=\"page\">Runs</a>"), page);
  }

  @Test
  void conditionsStandInTheAddressAndInTheForm() throws Exception {
    ran("filtered", "Say walnut.");
    ran("filtered-broken", "#status=401");
    await().until(() -> visitor.get("/runs?text=walnut").body().contains("/jobs/filtered\""));
    String both = visitor.get("/runs?text=walnut&state=failed,lost").body();
    assertTrue(both.contains("No runs match"), both);
    assertTrue(both.contains("value=\"walnut\""), both);
    assertTrue(both.contains("name=\"state\" value=\"failed,lost\""), both);
    String bad = visitor.get("/runs?state=failed&state=lost&jobId=filtered-broken").body();
    assertTrue(
        bad.contains("/jobs/filtered-broken\"") && bad.contains("<details id=\"more\" open"));
    assertTrue(bad.contains("href=\"/runs?state=failed%2Clost\""), "without the job: " + bad);
    assertFalse(bad.contains("id=\"without-state\""), "a chip says it: " + bad);
    assertTrue(
        visitor
            .get("/runs?state=failed")
            .body()
            .contains("<bdi>failed</bdi> <a id=\"without-state\""));
    assertTrue(bad.contains("id=\"chip-ALL\" href=\"/runs?jobId=filtered-broken\""), bad);
    String cheap = visitor.get("/runs?jobId=filtered&maxCostUsd=1000&minCostUsd=0").body();
    assertTrue(cheap.contains("name=\"maxCostUsd\" type=\"text\" value=\"1000\""), cheap);
    String elsewhere = visitor.get("/runs?jobId=filtered&node=no-such-node").body();
    assertTrue(elsewhere.contains("No runs match"), elsewhere);
    assertTrue(elsewhere.contains("name=\"node\" type=\"text\" value=\"no-such-node\""), elsewhere);
    assertTrue(elsewhere.contains("<bdi>no-such-node</bdi> <a id=\"without-node\""), elsewhere);
  }

  @Test
  void thePeriodIsThatOfTheClockOnThePage() throws Exception {
    ran("timed", "Hello.");
    String of = "/runs?jobId=timed&from=";
    assertTrue(visitor.get(of + "2020-01-01T00:00").body().contains("/jobs/timed\""));
    assertTrue(visitor.get(of + "2020-01-01").body().contains("/jobs/timed\""));
    assertTrue(visitor.get(of + "2100-01-01T00:00").body().contains("No runs match"));
    assertTrue(visitor.get("/runs?jobId=timed&to=2020-01-01T00:00").body().contains("No runs"));
    String exact = visitor.get(of + "2020-01-01T00:00:01.234").body();
    assertTrue(exact.contains("value=\"2020-01-01T00:00:01.234\""), exact);
  }

  @Test
  void whatIsWrongStandsBesideItsField() throws Exception {
    for (String wrong :
        List.of("modelRef=gpt", "requestedModelRef=x", "from=soon", "minCostUsd=cheap", "flow=x")) {
      var answer = visitor.get("/runs?" + wrong);
      assertEquals(422, answer.statusCode(), wrong);
      String field = wrong.replaceFirst("=.*", "");
      Pattern error = Pattern.compile("id=\"f-" + field + "-hint\" class=\"error\">[^<]{10,}<");
      assertTrue(error.matcher(answer.body()).find(), answer.body());
      assertTrue(answer.body().contains("<details id=\"more\" open"), wrong);
    }
    var text = visitor.get("/runs?text=---");
    assertEquals(422, text.statusCode());
    assertTrue(text.body().contains("id=\"f-text-hint\" class=\"error\">"), text.body());
    var cursor = visitor.get("/runs?cursor=x");
    assertEquals(422, cursor.statusCode());
    assertTrue(cursor.body().contains("role=\"alert\">cursor must be"), cursor.body());
  }

  @Test
  void whateverIsTypedIsLookedFor() throws Exception {
    for (String typed : List.of("%22", "a+AND", "NEAR(%22a", "-x*", "%3Cscript%3E", "a%00b")) {
      int status = visitor.get("/runs?text=" + typed).statusCode();
      assertTrue(status == 200 || status == 422, typed + ": " + status);
    }
  }

  @Test
  void pagesLeadToEachOtherAndNoRunIsShownTwice() throws Exception {
    var job = job("many", "Hello.");
    world.otto.jobs().create(JobFields.of(job), ORDER);
    for (int i = 1; i <= 53; i++) {
      again("many", i);
    }
    String first = visitor.get("/runs?jobId=many").body();
    assertFalse(first.contains("rel=\"prev\""), first);
    again("many", 54);
    String second = visitor.get(link(first, "next")).body();
    assertFalse(second.contains("rel=\"next\""), second);
    var all = new ArrayList<>(runs(first));
    all.addAll(runs(second));
    assertEquals(53, all.stream().distinct().count());
    assertEquals(53, all.size());
    String back = visitor.get(link(second, "prev")).body();
    assertEquals(runs(first), runs(back));
    assertTrue(back.contains("rel=\"prev\""), "the newest run is before it: " + back);
    assertTrue(visitor.get(link(second, "first")).body().contains("data-live=\"run\""));
  }

  @Test
  void runsWithoutAModelAndThoseOfAProviderAreFound() throws Exception {
    ran("of-a-provider", "Hello.");
    String of = "/runs?jobId=of-a-provider&modelRef=";
    assertEquals(1, runs(visitor.get(of + "alder/*").body()).size());
    assertEquals(0, runs(visitor.get(of + "basalt/*").body()).size());
    assertEquals(0, runs(visitor.get(of + "none").body()).size());
  }

  private static String link(String page, String rel) {
    Matcher link = Pattern.compile("rel=\"" + rel + "\" href=\"(/runs[^\"]*)\"").matcher(page);
    assertTrue(link.find(), rel + ": " + page);
    return link.group(1).replace("&amp;", "&");
  }

  private static List<String> runs(String page) {
    return Pattern.compile("<a id=\"run-([^\"]+)\"")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static ObjectNode job(String id, String prompt) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 10_080);
    job.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", prompt);
    return job;
  }

  private static void ran(String id, String prompt) {
    world.otto.jobs().create(JobFields.of(job(id, prompt)), ORDER);
    again(id, 1);
  }

  private static void again(String id, int runs) {
    world.otto.jobs().runNow(id, ORDER);
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> world.otto.runs().ofJob(id, 1, 0),
            page -> page.total() == runs && page.runs().getFirst().timing().finishedAt() != null);
  }
}
