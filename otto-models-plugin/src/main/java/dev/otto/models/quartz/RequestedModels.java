package dev.otto.models.quartz;

import org.quartz.JobExecutionContext;

/**
 * The place where an application keeps which model each of its jobs asks for. In most it is
 * Quartz's job data; one that stores its jobs elsewhere reads them there.
 */
@FunctionalInterface
public interface RequestedModels {

  /**
   * Reads {@link JobModel#FLOW} and {@link JobModel#MODEL_REF} from the data of job and trigger.
   */
  RequestedModels IN_JOB_DATA = fired -> RequestedModel.of(fired.getMergedJobDataMap());

  /**
   * Reads what the job of this execution asks for, in the thread of its run and just before it
   * starts.
   */
  RequestedModel of(JobExecutionContext fired);
}
