package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.quartz.RequestedModel;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.ObjectName;

/** The jobs and their models. */
final class JobModelsBean implements JobModelsMXBean {
  static final String TYPE = "JobModels";
  static final String RUN_FAILED = "dev.otto.run.failed";
  private static final int MOST_ROWS = 1_000;

  private final ModelResolver resolver;
  private final Desk desk;
  private final Notices notices;

  JobModelsBean(ModelResolver resolver, Desk desk, ObjectName name) {
    this.resolver = resolver;
    this.desk = desk;
    this.notices = new Notices(name, Map.of(RUN_FAILED, "A run of a job failed"));
  }

  DescribedBean described() {
    return new DescribedBean(this, JobModelsMXBean.class, notices);
  }

  @Override
  public Map<String, JobRow> getJobs() {
    var rows = new LinkedHashMap<String, JobRow>();
    for (ManagedJob job : desk.operator().jobs(MOST_ROWS)) {
      rows.put(job.key(), row(job.wish()));
    }
    return rows;
  }

  private JobRow row(RequestedModel asked) {
    if (asked instanceof RequestedModel.Stated wish) {
      Resolution resolution = resolver.resolve(wish.flow(), wish.modelRef());
      return new JobRow(
          wish.flow().key(),
          wish.modelRef().map(ModelRef::toString).orElse(Desk.INHERIT),
          Shown.model(resolution),
          Shown.source(resolution),
          resolution.reason());
    }
    return new JobRow("", "", "", Unresolved.CODE, ((RequestedModel.Unreadable) asked).why());
  }

  @Override
  public int getCount() {
    return desk.operator().countJobs();
  }

  @Override
  public String setModel(String job, String modelRef) {
    return desk.setJobModel(job, modelRef);
  }

  @Override
  public String clearModel(String job) {
    return desk.setJobModel(job, Desk.INHERIT);
  }

  /** Sends a notification of each run that failed. */
  void runFailed(String job, String why) {
    notices.send(RUN_FAILED, job + " failed: " + why, Map.of("job", job, "error", why));
  }
}
