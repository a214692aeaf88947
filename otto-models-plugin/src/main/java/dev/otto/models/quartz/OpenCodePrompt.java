package dev.otto.models.quartz;

import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.prompt.SessionResult;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * Prompts the OpenCode server of a scheduler's plugin: each prompt in a session of its own, which
 * is deleted afterwards, however it ended. No call throws; what failed is a result with a code and
 * a bill. A prompt ends early where its thread is interrupted and where the scheduler is shut down;
 * a thread of its own waits for OpenCode, since a read from a socket hears of neither.
 */
public final class OpenCodePrompt implements AutoCloseable {
  private static final String KEY = "otto.prompt";
  private static final String TITLE = "A job of a Quartz scheduler";
  private static final long ABORT_INTERVAL_SECONDS = 1;

  private final OpenCodeClient client;
  private volatile boolean closed;

  /** Creates one for an application that closes it itself; the plugin has its own. */
  public OpenCodePrompt(OpenCodeHttp http) {
    this.client = new OpenCodeClient(http, InstantSource.system(), new SecureRandom().nextLong());
  }

  /**
   * Returns that of the scheduler that runs the job.
   *
   * @throws IllegalStateException if the scheduler has no plugin that knows an OpenCode
   */
  public static OpenCodePrompt of(JobExecutionContext context) {
    try {
      if (context.getScheduler().getContext().get(KEY) instanceof OpenCodePrompt prompts) {
        return prompts;
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("the scheduler's context cannot be read", e);
    }
    throw new IllegalStateException(
        "this scheduler knows no OpenCode: configure "
            + OttoModelsPlugin.class.getName()
            + " as its plugin, without a backend of another kind");
  }

  void offerTo(Scheduler scheduler) throws SchedulerException {
    scheduler.getContext().put(KEY, this);
  }

  /** Sends a prompt without a title and rules of its own, and waits for the answer. */
  public PromptResult send(Prompt prompt) {
    return send(TITLE, List.of(), prompt);
  }

  /**
   * Sends a prompt and waits for its answer.
   *
   * @param title what OpenCode shows while the session is there
   * @param rules the permissions of tools in the session; they override those of its agent
   */
  public PromptResult send(String title, List<PermissionRule> rules, Prompt prompt) {
    SessionResult session = client.create(title, rules);
    return session instanceof SessionResult.Opened opened
        ? send(opened.id(), prompt)
        : (Failed) session;
  }

  private PromptResult send(String session, Prompt prompt) {
    var answer = new FutureTask<>(() -> client.prompt(session, prompt));
    var thread = new Thread(answer, "otto-prompt");
    thread.setDaemon(true);
    thread.start();
    try {
      return await(answer, session);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a prompt failed because of a defect", e.getCause());
    } finally {
      delete(session);
    }
  }

  private PromptResult await(FutureTask<PromptResult> answer, String session)
      throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get(ABORT_INTERVAL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          // Looked at below.
        }
        // Again and again: an abort that comes before the prompt ends nothing.
        if (interrupted || closed) {
          abort(session);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Deletes the session even in an interrupted thread, in which no call could be made. */
  private void delete(String session) {
    boolean interrupted = Thread.interrupted();
    client.delete(session);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void abort(String session) {
    List<PermissionAnswer> unused = client.abort(session);
  }

  /** Aborts the prompts in flight and ends the threads of this client. */
  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
