package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.quartz.RequestedModel;
import java.util.Map;
import javax.management.ObjectName;

/** The jobs and their models. */
final class JobModelsBean implements JobModelsMXBean {
  static final String TYPE = "JobModels";
  static final String RUN_FAILED = "dev.otto.run.failed";
  private static final int MAX_ROWS = 1_000;

  private final ModelResolver resolver;
  private final BeanInput input;
  private final Notices notices;

  JobModelsBean(ModelResolver resolver, BeanInput input, ObjectName name) {
    this.resolver = resolver;
    this.input = input;
    this.notices = new Notices(name, Map.of(RUN_FAILED, "A run of a job failed"));
  }

  DescribedBean described() {
    return new DescribedBean(this, JobModelsMXBean.class, notices);
  }

  @Override
  public String[] getJobs() {
    return input.operator().jobs(MAX_ROWS).stream().map(this::line).toArray(String[]::new);
  }

  private String line(ManagedJob job) {
    JobRow row = row(job);
    String model = row.model().isEmpty() ? "no model" : row.model();
    String more =
        row.model().isEmpty()
            ? "; " + row.reason()
            : "; flow " + row.flow() + "; asks " + row.choice() + after(job.remark());
    return job.key() + ": " + model + " (" + row.source() + ")" + more;
  }

  private static String after(String remark) {
    return remark.isEmpty() ? "" : "; " + remark;
  }

  @Override
  public JobRow describe(String job) {
    return row(input.job(job));
  }

  private JobRow row(ManagedJob job) {
    if (job.requested() instanceof RequestedModel.Stated requested) {
      Resolution resolution =
          resolver.resolve(Payer.ofJob(requested.flow(), job.key()), requested.choice());
      return new JobRow(
          requested.flow().key(),
          requested.modelRef().map(ModelRef::toString).orElse(BeanInput.INHERIT),
          Shown.model(resolution),
          Shown.source(resolution),
          job.explain(resolution.reason()),
          ChoiceText.write(requested.choice()));
    }
    String why = ((RequestedModel.Unreadable) job.requested()).why();
    return new JobRow("", "", "", Unresolved.CODE, job.explain(why), "");
  }

  @Override
  public int getCount() {
    return input.operator().countJobs();
  }

  @Override
  public String setModel(String job, String modelRef) {
    return input.setJobModel(job, modelRef);
  }

  @Override
  public String setChoice(String job, String choice) {
    return input.setJobChoice(job, choice);
  }

  @Override
  public String clearModel(String job) {
    return input.setJobModel(job, BeanInput.INHERIT);
  }

  @Override
  public String replaceModel(String from, String to, String variant, boolean force) {
    return input.replaceModel(from, to, variant, force);
  }

  @Override
  public String undoReplacement(long number) {
    return input.undoReplacement(number);
  }

  /** Sends a notification of each run that failed. */
  void runFailed(String job, String why) {
    notices.send(RUN_FAILED, job + " failed: " + why, Map.of("job", job, "error", why));
  }
}
