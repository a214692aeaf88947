package com.example.plain;

import dev.otto.models.quartz.JobModel;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.PersistJobDataAfterExecution;

/** A job that wants to know its model, and whose data are stored after each run. */
@DisallowConcurrentExecution
@PersistJobDataAfterExecution
public final class PromptJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    String name = context.getJobDetail().getKey().getName();
    System.out.println("ran " + name + " with " + JobModel.required(context));
    var data = context.getJobDetail().getJobDataMap();
    data.put("runs", data.containsKey("runs") ? data.getInt("runs") + 1 : 1);
  }
}
