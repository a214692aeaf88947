package dev.otto.scheduler.opencode;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.OpenCodePrompt;
import java.time.Duration;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** The job that docs/plugin.md shows. */
public final class SummaryJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    ModelRef model = JobModel.required(context);
    String text = "Summarise " + context.getMergedJobDataMap().getString("topic");
    Prompt prompt = Prompt.withoutTools(model, text, Duration.ofMinutes(5));
    PromptResult result = OpenCodePrompt.of(context).send(prompt);
    if (result instanceof PromptResult.Answered answer) {
      context.setResult(answer.text());
    } else if (result instanceof PromptResult.Failed failed) {
      throw new JobExecutionException(failed.code() + ": " + failed.message());
    }
  }
}
