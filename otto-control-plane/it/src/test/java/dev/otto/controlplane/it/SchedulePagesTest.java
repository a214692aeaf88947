package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Schedules in the pages: what counts at once, what is refused, and what is set aside. */
class SchedulePagesTest extends PageTest {
  private static final Instant YEARS_AWAY = Instant.parse("2031-01-01T12:00:00Z");

  /** As an Otto before this one left it. */
  @Override
  void prepare(Path home) throws Exception {
    Path file = Files.createDirectories(home.resolve("data")).resolve("otto-state.db");
    try (Database database = SqliteDatabase.open(file)) {
      database.write(
          tx ->
              tx.update(
                  """
                  INSERT INTO jobs (id, type, schedule_type, cron, time_zone, next_run_at,
                    created_at, updated_at)
                  VALUES ('of-old', 'prompt', 'recurring', '0 0 9 1 L ?', 'Europe/Berlin', ?, 0, 0)
                  """,
                  YEARS_AWAY));
    }
  }

  @Test
  void whatCannotBeComputedIsSetAsideAndNamed() throws Exception {
    String why = "cron: month \"L\": \"L\" is not known here";
    assertTrue(page("/").contains("of-old (runs never: " + why), page("/"));
    assertFalse(page("/").contains("scheduler.enabled"));
    assertTrue(page("/jobs").contains(">Set aside</span>"));
    String job = page("/jobs/of-old");
    assertTrue(job.contains("<code>0 0 9 1 L ?</code>"));
    assertTrue(job.contains("This job is set aside (" + why), job);
    assertTrue(world.api("/external/system/status").contains("of-old"));
  }

  @Test
  void aChangedCronCountsAtOnce() throws Exception {
    assertEquals(303, send("/new-job", cron("at-once", "0 0 1 1 *")).statusCode());
    Map<String, String> edit = cron("at-once", "*/5 * * * *");
    edit.put("base", base(page("/jobs/at-once/edit")));
    assertEquals(303, send("/jobs/at-once/edit", edit).statusCode());
    assertComesWithin("at-once", Duration.ofMinutes(5));
    assertTrue(page("/jobs/at-once").contains("every 5 minutes"));
  }

  @Test
  void aChangedCadenceCountsAtOnce() throws Exception {
    Map<String, String> job = fields("often", "cadence");
    job.put("cadenceMinutes", "100000");
    assertEquals(303, send("/new-job", job).statusCode());
    await().until(() -> job("often").state().lastRunAt() != null && !job("often").running());
    job.put("cadenceMinutes", "5");
    job.put("base", base(page("/jobs/often/edit")));
    assertEquals(303, send("/jobs/often/edit", job).statusCode());
    assertComesWithin("often", Duration.ofMinutes(5));
  }

  @Test
  void aDateThatIsPastIsRefused() throws Exception {
    Map<String, String> job = fields("too-late", "oneshot");
    job.put("runAt", "2021-01-01T12:00");
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().contains("This time is past; give one to come"), answer.body());
    job.put("check", "true");
    assertTrue(send("/new-job", job).body().contains("This time is past"));
    Map<String, String> often = fields("late-start", "cadence");
    often.put("cadenceMinutes", "60");
    often.put("runAt", "2021-01-01T12:00");
    assertEquals(422, send("/new-job", often).statusCode());
  }

  @Test
  void anEditOfSomethingElseLeavesTheTimeOfAOneShotAsItWas() throws Exception {
    Instant precise = YEARS_AWAY.plusMillis(34_567);
    Map<String, String> job = fields("precise", "oneshot");
    job.put("runAt", "2031-01-01T13:00");
    assertEquals(303, send("/new-job", job).statusCode());
    var change =
        JobFields.of(new ObjectMapper().readTree("{\"runAt\":" + precise.toEpochMilli() + "}"));
    world.otto.jobs().update("precise", change, Order.by(Actor.scheduler("test")));
    job.put("base", base(page("/jobs/precise/edit")));
    job.put("prompt", "Say goodbye.");
    assertEquals(303, send("/jobs/precise/edit", job).statusCode());
    assertEquals(precise, job("precise").runAt());
    assertTrue(page("/jobs/precise").contains("Say goodbye."));
  }

  private static Map<String, String> cron(String id, String cron) {
    Map<String, String> job = fields(id, "cron");
    job.put("cron", cron);
    return job;
  }

  private static Map<String, String> fields(String id, String schedule) {
    var job = new LinkedHashMap<String, String>();
    job.put("id", id);
    job.put("prompt", "Say hello.");
    job.put("timeZone", "Europe/Berlin");
    job.put("type", "prompt");
    job.put("schedule", schedule);
    return job;
  }

  private static void assertComesWithin(String id, Duration length) {
    Instant next = job(id).state().nextRunAt();
    assertTrue(next != null && !next.isAfter(Instant.now().plus(length)), id + " at " + next);
  }

  private static Job job(String id) {
    return world.otto.jobs().find(id).orElseThrow();
  }

  private HttpResponse<String> send(String path, Map<String, String> fields) throws Exception {
    visitor.get("/new-job");
    return visitor.post(path, fields);
  }

  private String page(String path) throws Exception {
    HttpResponse<String> answer = visitor.get(path);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  private static String base(String page) {
    Matcher value = Pattern.compile("name=\"base\" value=\"([^\"]*)\"").matcher(page);
    assertTrue(value.find(), page);
    return value.group(1).replace("&#34;", "\"").replace("&amp;", "&").replace("&#39;", "'");
  }
}
