package com.example.newsletter;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.springframework.beans.factory.annotation.Autowired;

/** A job from before there was model management, with a bean injected. */
public class AddressesJob implements Job {
  @Autowired private Mail mail;

  @Override
  public void execute(JobExecutionContext context) {
    mail.send("addresses");
  }
}
