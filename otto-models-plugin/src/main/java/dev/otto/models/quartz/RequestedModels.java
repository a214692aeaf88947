package dev.otto.models.quartz;

import dev.otto.models.Flows;
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

  /** Reads the same where an application has flows of its own. */
  static RequestedModels inJobData(Flows flows) {
    return fired -> RequestedModel.of(fired.getMergedJobDataMap(), flows);
  }

  /**
   * Reads what the job of this execution asks for, in the thread of its run and just before it
   * starts.
   */
  RequestedModel of(JobExecutionContext fired);
}
