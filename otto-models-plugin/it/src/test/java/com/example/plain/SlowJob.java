package com.example.plain;

import java.nio.file.Files;
import java.nio.file.Path;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.PersistJobDataAfterExecution;

/** A job that runs until a file is there, and stores its data then. */
@DisallowConcurrentExecution
@PersistJobDataAfterExecution
public final class SlowJob implements Job {
  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    System.out.println("begins " + context.getJobDetail().getKey().getName());
    var data = context.getJobDetail().getJobDataMap();
    Path end = Path.of(data.getString("until"));
    try {
      while (!Files.exists(end)) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new JobExecutionException(e);
    }
    data.put("ended", true);
  }
}
