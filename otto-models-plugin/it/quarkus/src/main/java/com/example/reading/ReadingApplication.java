package com.example.reading;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;

/** Reads five times a second. */
@ApplicationScoped
public class ReadingApplication {

  void start(@Observes StartupEvent event, Scheduler quartz) throws SchedulerException {
    var schedule = SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(200);
    quartz.scheduleJob(
        JobBuilder.newJob(ReadingJob.class).withIdentity("reading").build(),
        TriggerBuilder.newTrigger().withSchedule(schedule.repeatForever()).build());
  }
}
