package com.example.prompts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.OpenCodePrompt;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Prompts as its input says: a line has a name, a model, an agent ({@code -} for a prompt without
 * tools), a timeout in seconds and a text, separated by tabs. {@code interrupt} and a name
 * interrupts a prompt; {@code shutdown}, or the end of the input, ends the scheduler. Each prompt
 * that ends makes a line of output. The file runs by itself, on any Java from 17 on.
 */
public final class PromptingApplication {
  private static final Map<String, Thread> RUNNING = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private PromptingApplication() {}

  /** Prompts with the model and the agent in its data. */
  public static final class PromptingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      JobDataMap data = context.getMergedJobDataMap();
      String name = context.getJobDetail().getKey().getName();
      RUNNING.put(name, Thread.currentThread());
      boolean tools = !data.getString("agent").equals("-");
      var prompt =
          new Prompt(
              JobModel.required(context),
              data.getString("text"),
              tools ? Optional.of(data.getString("agent")) : Optional.empty(),
              Optional.empty(),
              tools,
              PermissionPolicy.REJECT,
              PromptLimits.of(Duration.ofSeconds(data.getLong("seconds"))));
      print(name, OpenCodePrompt.of(context).send("of " + name, List.of(), prompt));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Scheduler scheduler = new StdSchedulerFactory(arguments[0]).getScheduler();
    scheduler.start();
    System.out.println("started on Java " + Runtime.version().feature());
    try (var input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = input.readLine();
          line != null && !line.equals("shutdown");
          line = input.readLine()) {
        follow(scheduler, line.split("\t", -1));
      }
    }
    scheduler.shutdown(false);
    System.out.println("left: " + threadsOfOtto());
  }

  private static void follow(Scheduler scheduler, String[] words) throws Exception {
    if (words[0].equals("interrupt")) {
      RUNNING.get(words[1]).interrupt();
      return;
    }
    scheduler.scheduleJob(
        JobBuilder.newJob(PromptingJob.class)
            .withIdentity(words[0])
            .usingJobData("otto.modelRef", words[1])
            .usingJobData("agent", words[2])
            .usingJobData("seconds", Long.valueOf(words[3]))
            .usingJobData("text", words[4])
            .build(),
        TriggerBuilder.newTrigger().build());
  }

  private static void print(String name, PromptResult result) {
    String outcome =
        result instanceof PromptResult.Failed failed
            ? failed.code().key()
            : ((PromptResult.Answered) result).text();
    System.out.println(name + "\t" + outcome + "\t" + result.receipt().permissions());
  }

  /** Returns the threads of the library that do not end. */
  private static List<String> threadsOfOtto() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("otto-")) {
        thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      }
    }
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("otto-"))
        .toList();
  }
}
