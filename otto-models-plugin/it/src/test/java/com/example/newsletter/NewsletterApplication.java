package com.example.newsletter;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Its jobs are beans, as the Quartz starter wants them; how they are stored is configuration. */
@SpringBootApplication
public class NewsletterApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(NewsletterApplication.class, arguments);
  }

  @Bean
  JobDetail addresses() {
    return job("addresses", AddressesJob.class).build();
  }

  @Bean
  Trigger addressesOften(JobDetail addresses) {
    return often(addresses);
  }

  @Bean
  JobDetail editorial() {
    return job("editorial", EditorialJob.class).build();
  }

  @Bean
  Trigger editorialOften(JobDetail editorial) {
    return often(editorial);
  }

  @Bean
  JobDetail summary() {
    return job("summary", EditorialJob.class).usingJobData("otto.modelRef", "p/c").build();
  }

  @Bean
  Trigger summaryOften(JobDetail summary) {
    return often(summary);
  }

  private static JobBuilder job(String name, Class<? extends Job> type) {
    return JobBuilder.newJob(type).withIdentity(name).storeDurably();
  }

  private static Trigger often(JobDetail job) {
    return TriggerBuilder.newTrigger()
        .forJob(job)
        .withIdentity(job.getKey().getName())
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(200).repeatForever())
        .build();
  }
}
