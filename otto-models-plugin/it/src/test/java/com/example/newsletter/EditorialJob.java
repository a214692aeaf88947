package com.example.newsletter;

import dev.otto.models.quartz.JobModel;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.quartz.QuartzJobBean;

/** A job of Spring's kind that wants to know its model. */
public class EditorialJob extends QuartzJobBean {
  @Autowired private Mail mail;

  @Override
  protected void executeInternal(JobExecutionContext context) throws JobExecutionException {
    String name = context.getJobDetail().getKey().getName();
    mail.send(name + " with " + JobModel.required(context));
  }
}
