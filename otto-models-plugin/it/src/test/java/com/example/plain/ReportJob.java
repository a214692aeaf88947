package com.example.plain;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** A job from before there was model management. */
public final class ReportJob implements Job {
  @Override
  public void execute(JobExecutionContext context) {
    System.out.println("ran " + context.getJobDetail().getKey().getName());
  }
}
