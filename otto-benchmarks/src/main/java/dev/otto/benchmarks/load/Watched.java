package dev.otto.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The delay of those who watch a run of many steps: the time from the end of a provider's answer,
 * on a real OpenCode, until its tokens are in the REST API, in what {@code ottoctl task run-now
 * --wait} prints, and in the run's page, which is read as its script reads it, twice a second.
 */
public final class Watched {
  private static final int STEPS = Integer.getInteger("steps", 50);
  private static final long STEP_MILLIS = Long.getLong("millis", 700);
  private static final int REST_EVERY_MILLIS = 20;
  private static final int PAGE_EVERY_MILLIS = 500;
  private static final String JOB = "/external/jobs/watched";
  private static final Pattern TOKENS_OF_PAGE =
      Pattern.compile("id=\"tokens\">(?:at least )?(\\d+) in");
  private static final Pattern TOKENS_OF_LINE = Pattern.compile("(\\d+) in, \\d+ out tokens");

  private final Setting setting;
  private final OttoProcess otto;
  private final StepProvider provider;
  private final AtomicBoolean over = new AtomicBoolean();

  private Watched(Setting setting, OttoProcess otto, StepProvider provider) {
    this.setting = setting;
    this.otto = otto;
    this.provider = provider;
  }

  /** The times at which a watcher first saw the tokens of so many steps; 0 for never. */
  private static final class Seen {
    private final AtomicLongArray at = new AtomicLongArray(STEPS + 1);

    void tokens(long tokens) {
      long now = System.nanoTime();
      for (int step = 1; step <= Math.min(STEPS, tokens / StepProvider.TOKENS); step++) {
        at.compareAndSet(step, 0, now);
      }
    }

    void print(String watcher, List<Long> answered) {
      long[] millis = new long[STEPS];
      for (int step = 1; step <= STEPS; step++) {
        long seen = at.get(step);
        millis[step - 1] = seen == 0 ? -1 : (seen - answered.get(step - 1)) / 1_000_000;
      }
      Arrays.sort(millis);
      long missed = Arrays.stream(millis).filter(one -> one < 0).count();
      System.out.printf(
          "%s: p50 %d ms behind, most %d ms; %d of %d steps not seen%n",
          watcher, millis[STEPS / 2], millis[STEPS - 1], missed, STEPS);
    }
  }

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    try (var provider = StepProvider.start(STEPS, STEP_MILLIS);
        var openCode = OpenCodeServer.start(provider.url())) {
      var setting = Setting.make(openCode.url(), 4);
      try (var otto = setting.start().awaitStarted()) {
        System.out.println(Machine.description());
        System.out.printf("a run of %d steps of %d ms each%n", STEPS, STEP_MILLIS);
        new Watched(setting, otto, provider).measure();
      }
    }
  }

  private void measure() throws Exception {
    job("warm", "{\"prompt\":\"%s\"}".formatted(StepProvider.AT_ONCE), System.currentTimeMillis());
    awaitEnd("/external/jobs/warm");
    job("watched", "{\"prompt\":\"Work.\"}", System.currentTimeMillis() + 86_400_000);
    provider.forget();
    var rest = new Seen();
    var page = new Seen();
    var line = new Seen();
    try (var visitor = new PageVisitor(setting.home());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ofRest = threads.submit(() -> watchRest(rest));
      var ofPage = threads.submit(() -> watchPage(visitor, page));
      watchLines(line);
      over.set(true);
      ofRest.get();
      ofPage.get();
    }
    List<Long> answered = provider.answered();
    rest.print("REST, read every %d ms".formatted(REST_EVERY_MILLIS), answered);
    line.print("ottoctl task run-now --wait", answered);
    page.print("the run's page, read every %d ms".formatted(PAGE_EVERY_MILLIS), answered);
  }

  private void job(String id, String payload, long at) throws IOException, InterruptedException {
    otto.post(
        "/external/jobs",
        "{\"id\":\"%s\",\"type\":\"load\",\"scheduleType\":\"oneshot\",\"runAt\":%d,\"payload\":%s}"
            .formatted(id, at, payload));
  }

  private void awaitEnd(String job) throws IOException, InterruptedException {
    while (newest(job).path("finishedAt").asLong() == 0) {
      TimeUnit.MILLISECONDS.sleep(REST_EVERY_MILLIS);
    }
  }

  private JsonNode newest(String job) throws IOException, InterruptedException {
    return Setting.json(otto.get(job + "/runs?limit=1")).at("/runs/0");
  }

  private Void watchRest(Seen seen) throws IOException, InterruptedException {
    while (!over.get()) {
      seen.tokens(newest(JOB).path("inputTokens").asLong());
      TimeUnit.MILLISECONDS.sleep(REST_EVERY_MILLIS);
    }
    seen.tokens(newest(JOB).path("inputTokens").asLong());
    return null;
  }

  private Void watchPage(PageVisitor visitor, Seen seen) throws IOException, InterruptedException {
    String run = "";
    while (!over.get()) {
      TimeUnit.MILLISECONDS.sleep(PAGE_EVERY_MILLIS);
      run = run.isEmpty() ? newest(JOB).path("id").asText() : run;
      if (!run.isEmpty()) {
        Matcher tokens = TOKENS_OF_PAGE.matcher(visitor.get("/jobs/watched/runs/" + run));
        seen.tokens(tokens.find() ? Long.parseLong(tokens.group(1)) : 0);
      }
    }
    return null;
  }

  private void watchLines(Seen seen) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(System.getProperty("ottoctl.command").split("\n")));
    command.addAll(List.of("task", "run-now", "watched", "--wait", "-o", "table"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OTTO_HOME", setting.home().toString());
    var process = builder.start();
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher tokens = TOKENS_OF_LINE.matcher(line);
        seen.tokens(tokens.find() ? Long.parseLong(tokens.group(1)) : 0);
        if (line.matches(".*\\bsucceeded\\b.*")) {
          seen.tokens((long) STEPS * StepProvider.TOKENS);
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("the run failed; see " + Path.of(setting.home() + "/otto.log"));
    }
  }
}
