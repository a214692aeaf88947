package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.run.Outcome;
import java.time.Duration;
import java.util.Optional;

/** An Otto that has been at work for a day: jobs of every kind, runs that went well and ill. */
final class SampleDay {
  static final String EXPLICIT = "basalt/basalt-4-large";
  static final String FLOW_MODEL = "iris/iris-4.5-large";
  private static final Actor OPERATOR = new Actor("operator", Surface.CLI);
  private static final Order ORDER = new Order(OPERATOR, true, false);
  private static final Duration STEP = Duration.ofHours(2);
  private static final int STEPS = 10;

  private final OttoWithPages world;

  private SampleDay(OttoWithPages world) {
    this.world = world;
  }

  /** Ends now, by the clock that Otto was started with. */
  static void livedBy(OttoWithPages world) {
    new SampleDay(world).live();
  }

  private void live() {
    world.passes(STEP.multipliedBy(-STEPS));
    setDefault(Flow.SCHEDULED_TASKS, FLOW_MODEL);
    create(recurring("inbox-triage", "Sort the new issues by urgency.", 1_440, EXPLICIT));
    create(recurring("old-favourite", "Write a haiku about the build.", 10_080, "acme/gone-9"));
    create(recurring("broken-import", "Import the report. #status=400", 2_880, null));
    var paused = recurring("weekly-report", "Write the report of the week.", 10_080, null);
    create(paused);
    world.otto.jobs().pause("weekly-report", ORDER);
    var news = job("morning-news", "Summarise what changed in the repository since yesterday.");
    create(
        news.put("scheduleType", "recurring")
            .put("cron", "0 7 * * 1-5")
            .put("timeZone", "Europe/Berlin"));
    var once = job("release-notes", "Draft the release notes.").put("scheduleType", "oneshot");
    create(once.put("runAt", 1_924_948_800_000L));
    for (int i = 0; i < STEPS; i++) {
      run("inbox-triage");
      run(i % 3 == 0 ? "morning-news" : "inbox-triage");
      if (i % 4 == 1) {
        run("old-favourite");
      }
      if (i % 5 == 4) {
        run("broken-import");
      }
      world.passes(STEP);
    }
    run("morning-news");
  }

  private void setDefault(Flow flow, String model) {
    var update = FlowDefaultsUpdate.set(flow, Optional.of(ModelRef.of(model)));
    world.otto.flowDefaults().change(OPERATOR, update);
  }

  /** Far enough apart that the clock, moved on, never makes one due. */
  private static ObjectNode recurring(String id, String prompt, int minutes, String model) {
    var job = job(id, prompt).put("scheduleType", "recurring").put("cadenceMinutes", minutes);
    job.put("runAt", 1_924_948_800_000L);
    return model == null ? job : job.put("modelRef", model);
  }

  private static ObjectNode job(String id, String prompt) {
    var job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "prompt");
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  private void create(ObjectNode job) {
    world.otto.jobs().create(JobFields.of(job), ORDER);
  }

  private void run(String job) {
    long before = world.otto.runs().ofJob(job, 1, 0).total();
    world.otto.jobs().runNow(job, ORDER);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> world.otto.runs().ofJob(job, 1, 0),
            page ->
                page.total() > before
                    && !(page.runs().getFirst().outcome() instanceof Outcome.Running));
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !world.api("/external/jobs/" + job).contains("\"status\":\"running\""));
  }
}
