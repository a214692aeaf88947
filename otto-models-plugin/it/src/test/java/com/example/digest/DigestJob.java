package com.example.digest;

import dev.otto.models.ModelRef;
import dev.otto.models.quartz.JobModel;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job that wants to know its model. */
public final class DigestJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    // Fails the run with the reason if there is none.
    ModelRef model = JobModel.required(context);
    prompt(model.providerId(), model.modelId(), "Summarise ...");
  }

  private static void prompt(String provider, String model, String text) {
    System.out.println(provider + " prompts " + model + ": " + text);
  }
}
