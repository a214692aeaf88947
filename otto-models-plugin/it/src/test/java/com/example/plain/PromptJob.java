package com.example.plain;

import dev.otto.models.quartz.JobModel;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job that wants to know its model. */
public final class PromptJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    String name = context.getJobDetail().getKey().getName();
    System.out.println("ran " + name + " with " + JobModel.required(context));
  }
}
