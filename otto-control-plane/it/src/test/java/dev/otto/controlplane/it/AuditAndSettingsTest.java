package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What was changed, and the settings, without a script. */
class AuditAndSettingsTest extends PageTest {

  @Test
  void theAuditShowsWhatBecameDifferentAndWhoDidIt() throws Exception {
    create("changed", 60);
    var change = JsonNodeFactory.instance.objectNode().put("cadenceMinutes", 90);
    world.otto.jobs().update("changed", JobFields.of(change), Order.by(Actor.scheduler("test")));
    String page = visitor.get("/audit?search=changed").body();
    String newest = page.substring(page.indexOf("job update"), page.indexOf("job create"));
    assertTrue(newest.contains("cadenceMinutes"), newest);
    assertTrue(newest.contains("<del>60</del>") && newest.contains("<ins>90</ins>"), newest);
    assertFalse(newest.contains("scheduleType"), "what stayed the same: " + newest);
    assertTrue(newest.contains("href=\"/jobs/changed\""), newest);
    assertTrue(newest.contains(">test</bdi>") && newest.contains(">Scheduler</span>"), newest);
    assertTrue(
        Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC").matcher(newest).find());
  }

  @Test
  void anEntryOfAClusterSaysItsNode() throws Exception {
    create("of-a-cluster", 60);
    assertFalse(visitor.get("/audit?search=of-a-cluster").body().contains("berlin-1"));
    // The rows as they are once they were moved from a cluster to a file.
    try (var rows = DriverManager.getConnection("jdbc:sqlite:" + world.otto.paths().database());
        var statement = rows.createStatement()) {
      assertEquals(
          1,
          statement.executeUpdate(
              "UPDATE audit_entries SET node = 'berlin-1' WHERE target = 'of-a-cluster'"));
    }
    String page = visitor.get("/audit?search=of-a-cluster").body();
    assertTrue(page.contains("at <bdi>berlin-1</bdi>"), page);
  }

  @Test
  void itIsFilteredBySurfaceAndByTextAndKeepsBothInTheForm() throws Exception {
    create("filtered one", 60);
    save(Map.of("heartbeatMorning", "06:15"));
    String web = visitor.get("/audit?surface=web").body();
    assertTrue(web.contains("notification profile change"), web);
    assertFalse(web.contains("filtered one"));
    assertTrue(web.contains("<option value=\"web\" selected>"), web);
    String text = visitor.get("/audit?search=FILTERED").body();
    assertTrue(text.contains("filtered one") && text.contains("value=\"FILTERED\""), text);
    assertTrue(visitor.get("/audit?search=nothing+like+it").body().contains("No matches"));
    assertEquals(200, visitor.get("/audit?surface=fax&before=x").statusCode());
  }

  @Test
  void olderEntriesAreALinkAwayAndNoneIsShownTwice() throws Exception {
    for (int i = 0; i < 60; i++) {
      create("page-" + i, 60);
    }
    String first = visitor.get("/audit?search=page-").body();
    assertTrue(first.contains("page-59") && !first.contains(">page-9<"), first);
    Matcher older = Pattern.compile("href=\"(/audit[^\"]+)\" rel=\"next\"").matcher(first);
    assertTrue(older.find(), first);
    String second = visitor.get(older.group(1).replace("&amp;", "&")).body();
    assertTrue(second.contains(">page-9<") && second.contains(">page-0<"), second);
    assertFalse(second.contains(">page-10<"), second);
    assertFalse(second.contains("rel=\"next\""), second);
  }

  @Test
  void whatIsSavedIsSaidAndIsThereOnTheNextPage() throws Exception {
    String told = save(Map.of("heartbeatMidday", "13:45", "mute", "60"));
    assertTrue(told.contains("Midday is now 13:45 (was "), told);
    assertTrue(told.contains("; Muted."), told);
    assertTrue(told.contains("value=\"13:45\""), told);
    assertTrue(told.contains("muted, ends"), told);
    String again = save(Map.of("mute", "off"));
    assertTrue(again.contains("No longer muted."), again);
    assertTrue(save(Map.of()).contains("There was no difference"));
  }

  @Test
  void whatIsWrongStandsBesideItsFieldAndTheRestOfTheFormStays() throws Exception {
    var form = form(visitor.get("/settings").body());
    form.putAll(
        Map.of("timezone", "Mars/Base", "heartbeatCadenceMinutes", "7", "quietHoursEnd", "06:06"));
    var refused = visitor.post("/settings", form);
    assertEquals(422, refused.statusCode());
    String page = refused.body();
    assertTrue(errorOf(page, "timezone").contains("IANA time zone"), page);
    assertTrue(errorOf(page, "heartbeatCadenceMinutes").contains("from 30 to 1440"), page);
    assertTrue(page.contains("value=\"Mars/Base\"") && page.contains("value=\"06:06\""), page);
    form.put("heartbeatCadenceMinutes", "often");
    page = visitor.post("/settings", form).body();
    assertTrue(errorOf(page, "heartbeatCadenceMinutes").contains("whole number"), page);
    assertFalse(visitor.get("/settings").body().contains("06:06"));
  }

  @Test
  void aPageThatIsBehindReplacesNothingUntilItsReaderHasSeenTheDifference() throws Exception {
    var old = form(visitor.get("/settings").body());
    save(Map.of("heartbeatEvening", "21:21"));
    old.put("heartbeatMorning", "05:05");
    var refused = visitor.post("/settings", old);
    assertEquals(409, refused.statusCode());
    assertTrue(refused.body().contains("changed in the meantime"), refused.body());
    assertTrue(refused.body().contains("Evening 21:21"), refused.body());
    assertTrue(refused.body().contains("value=\"05:05\""));
    var again = form(refused.body());
    assertEquals(303, visitor.post("/settings", again).statusCode());
    assertTrue(visitor.get("/settings").body().contains("value=\"05:05\""));
  }

  @Test
  void theInstallationIsDescribedWithoutASecret() throws Exception {
    String page = visitor.get("/settings").body();
    assertTrue(page.contains(world.otto.address()), page);
    assertTrue(page.contains(world.pages().address()));
    assertTrue(page.contains("config.jsonc"));
    assertFalse(visitor.everythingSeen().contains(world.token()));
  }

  /** Saves the form as it is with these values, and gives the page after. */
  private String save(Map<String, String> values) throws Exception {
    var form = form(visitor.get("/settings").body());
    form.putAll(values);
    var saved = visitor.post("/settings", form);
    assertEquals(303, saved.statusCode(), saved.body());
    return visitor.get("/settings").body();
  }

  /** What the form on this page would send if nobody touched it. */
  private static Map<String, String> form(String page) {
    var form = new LinkedHashMap<String, String>();
    Matcher inputs =
        Pattern.compile("<input id=\"f-\\w+\" name=\"(\\w+)\"[^>]*? value=\"([^\"]*)\"")
            .matcher(page);
    while (inputs.find()) {
      form.put(inputs.group(1), inputs.group(2));
    }
    Matcher version = Pattern.compile("name=\"version\" value=\"(\\d+)\"").matcher(page);
    assertTrue(version.find(), page);
    form.put("version", version.group(1));
    form.put("quietMode", "critical_only");
    form.put("heartbeatOnlyIfSignal", "true");
    return form;
  }

  private static String errorOf(String page, String field) {
    Matcher error =
        Pattern.compile("id=\"f-" + field + "-hint\" class=\"error\">([^<]*)<").matcher(page);
    return error.find() ? error.group(1) : "";
  }

  private static void create(String id, int cadence) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    job.put("scheduleType", "recurring").put("cadenceMinutes", cadence);
    job.put("runAt", 4_000_000_000_000L).putObject("payload").put("prompt", "tidy");
    world.otto.jobs().create(JobFields.of(job), Order.by(Actor.scheduler("test")));
  }
}
