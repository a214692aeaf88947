package dev.otto.scheduler.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.ControlPlane;
import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.daemon.Teardown;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.logging.Logging.Detail;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The command {@code otto demo}: Otto at work, with a stand-in for OpenCode in the same process.
 */
public final class Demo {
  private static final ModelRef RETIRED = ModelRef.of("openai/gpt-2-retired");
  private static final Duration ANSWER_TIME = Duration.ofMillis(800);
  private static final Actor DEMO = Actor.scheduler("demo");

  private final Terminal terminal;
  private final Detail detail;
  private final PrintStream out;

  public Demo(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.detail = verbose ? Detail.EVERYTHING : Detail.WARNINGS;
    this.out = terminal.out();
  }

  /** Runs the demo. Returns only if the start fails; a signal ends the process. */
  int run() throws Exception {
    terminal.startLog(detail);
    begin(Serve.closedAtTheEnd());
    new CountDownLatch(1).await();
    return 0;
  }

  /** Starts Otto and creates the demo's jobs. */
  public Otto begin(Teardown teardown) throws Exception {
    teardown.add(() -> out.println("The demo has ended."));
    Environment environment = environment(teardown);
    var standIn = teardown.add(StandInOpenCode.start()).delay(ANSWER_TIME);
    Otto otto =
        teardown.add(
            Otto.start(environment.with(Map.of("OTTO_OPENCODE_URL", standIn.url().toString()))));
    introduce(otto, standIn);
    otto.runEvents().add(new RunLines(out, environment.zone()));
    addJobs(otto);
    return otto;
  }

  /**
   * Returns an environment with a folder of its own and a free port, unless the operator sets
   * others.
   */
  private Environment environment(Teardown teardown) throws IOException {
    Environment given = terminal.environment();
    Environment roomy =
        anyFree(anyFree(given, "OTTO_EXTERNAL_API_PORT"), "OTTO_CONTROL_PLANE_PORT");
    if (given.variable("OTTO_HOME").isPresent()) {
      return roomy;
    }
    Path folder = Files.createTempDirectory("otto-demo-");
    teardown.add(() -> delete(folder));
    return roomy.with(
        Map.of(
            "OTTO_HOME",
            folder.toString(),
            "OTTO_CONFIG",
            folder.resolve("config.jsonc").toString()));
  }

  private static Environment anyFree(Environment given, String port) {
    return given.variable(port).isPresent() ? given : given.with(Map.of(port, "0"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void introduce(Otto otto, StandInOpenCode standIn) {
    out.printf(
        """
        Otto's demo: a stand-in for OpenCode with %d models; nothing leaves this machine.

          Control plane %s
          External API  %s
          Its token     %s
          OpenCode      %s (the stand-in)
          Look around   OTTO_HOME=%s ottoctl task list
                        curl -H "Authorization: Bearer $(cat %s)" %s/external/models/defaults
          Stop          Ctrl-C

        Three jobs are due within seconds, and then every minute:

        """,
        otto.models().catalog().snapshot().size(),
        otto.controlPlane().map(Demo::howToLogIn).orElse("off"),
        otto.address(),
        otto.paths().token(),
        standIn.url(),
        otto.paths().home(),
        otto.paths().token(),
        otto.address());
  }

  private static String howToLogIn(ControlPlane controlPlane) {
    return controlPlane.loginLink() + " (logs in once, within a minute)";
  }

  private void addJobs(Otto otto) {
    List<ModelRef> models =
        otto.models().catalog().snapshot().models().stream()
            .filter(Model::textOutput)
            .map(Model::ref)
            .filter(ref -> ref.modelId().indexOf('/') < 0)
            .toList();
    ModelRef own = models.get(models.size() / 3);
    ModelRef usual = models.get(models.size() * 2 / 3);
    otto.flowDefaults()
        .change(DEMO, FlowDefaultsUpdate.set(Flow.SCHEDULED_TASKS, Optional.of(usual)));
    add(otto, 1, job("own-model", "Say which day it is").put("modelRef", own.toString()));
    add(otto, 3, job("flow-default", "Write a haiku about cron"));
    add(otto, 5, job("missing-model", "Count to three").put("modelRef", RETIRED.toString()));
  }

  private static ObjectNode job(String name, String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", "demo-" + name);
    job.put("type", "demo").put("scheduleType", "recurring").put("cadenceMinutes", 1);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  /** Adds a job; if an earlier demo left it in this folder, runs it now. */
  private void add(Otto otto, int inSeconds, ObjectNode job) {
    long due = terminal.environment().clock().millis() + inSeconds * 1000L;
    var anyModel = new Order(DEMO, true, false);
    JobResult created = otto.jobs().create(JobFields.of(job.put("runAt", due)), anyModel);
    if (created instanceof JobResult.Conflict) {
      otto.jobs().runNow(job.path("id").asText(), anyModel);
    }
  }
}
