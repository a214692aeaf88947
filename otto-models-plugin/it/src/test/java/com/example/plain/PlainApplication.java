package com.example.plain;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.quartz.OttoModels;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Runs its jobs until its input ends or it is asked to end. Each argument is the path of a
 * quartz.properties, for a scheduler each.
 */
public final class PlainApplication {
  private PlainApplication() {}

  public static void main(String[] arguments) throws Exception {
    for (String properties : arguments) {
      start(new StdSchedulerFactory(properties).getScheduler());
    }
    while (System.in.read() >= 0) {
      System.out.println("there is nothing to type");
    }
    System.exit(0);
  }

  private static void start(Scheduler scheduler) throws SchedulerException {
    // Otherwise the next one of this name would be this one again.
    SchedulerRepository.getInstance().remove(scheduler.getSchedulerName());
    often(scheduler, job("report", ReportJob.class));
    often(scheduler, job("prompt", PromptJob.class));
    often(scheduler, ofFlow("pulse", "heartbeat"));
    scheduler.start();
    tellOfModels(scheduler);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(scheduler)));
  }

  private static void end(Scheduler scheduler) {
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JobDetail job(String name, Class<? extends Job> type) {
    return JobBuilder.newJob(type).withIdentity(name).build();
  }

  private static JobDetail ofFlow(String name, String flow) {
    return JobBuilder.newJob(PromptJob.class)
        .withIdentity(name)
        .usingJobData("otto.flow", flow)
        .build();
  }

  private static void often(Scheduler scheduler, JobDetail job) throws SchedulerException {
    var everyTenth = SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(100);
    var trigger = TriggerBuilder.newTrigger().withIdentity(job.getKey().getName());
    if (!scheduler.checkExists(job.getKey())) {
      scheduler.scheduleJob(job, trigger.withSchedule(everyTenth.repeatForever()).build());
    }
  }

  private static void tellOfModels(Scheduler scheduler) throws SchedulerException {
    var models = OttoModels.of(scheduler);
    if (models.isPresent()) {
      var unused = models.get().catalog().onChange(it -> tell(it.snapshot()));
    }
  }

  private static void tell(CatalogSnapshot catalog) {
    catalog.models().forEach(model -> System.out.println("catalog has " + model.ref()));
  }
}
