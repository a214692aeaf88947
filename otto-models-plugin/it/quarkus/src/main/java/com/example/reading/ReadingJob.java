package com.example.reading;

import dev.otto.models.quartz.JobModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** A job that wants to know its model, with a bean injected. */
@ApplicationScoped
public class ReadingJob implements Job {
  @Inject Library library;

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    library.keep("reading with " + JobModel.required(context));
  }
}
