package dev.otto.scheduler.job;

import dev.otto.models.quartz.RequestedModel;
import dev.otto.models.quartz.RequestedModels;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import org.quartz.JobExecutionContext;

/**
 * Reads the models that jobs request from their rows, since Quartz only holds the id. A row that
 * cannot be read is a value, too; the claim that follows then finds out whether there is one.
 */
public final class RequestedByRow implements RequestedModels {
  private final Database database;
  private final JobRepository jobs = new JobRepository();

  public RequestedByRow(Database database) {
    this.database = database;
  }

  @Override
  public RequestedModel of(JobExecutionContext fired) {
    String id = fired.getJobDetail().getKey().getName();
    try {
      return database
          .read(tx -> jobs.requestedModel(tx, id))
          .<RequestedModel>map(found -> found)
          .orElseGet(() -> new RequestedModel.Unreadable("there is no job " + id));
    } catch (DatabaseException e) {
      return new RequestedModel.Unreadable("the row of job " + id + " cannot be read");
    }
  }
}
