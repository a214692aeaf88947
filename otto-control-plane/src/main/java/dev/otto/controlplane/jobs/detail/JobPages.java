package dev.otto.controlplane.jobs.detail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Paging;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.JobAudit;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.RunItem;
import dev.otto.wire.RunPage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page of a job. */
public final class JobPages implements RouteGroup {
  private static final int AUDIT_ENTRIES = 20;

  private final OttoApi otto;
  private final Pages pages;

  public JobPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/jobs/{id}", this::job),
        Route.get("/jobs/{id}/cancel", this::askBeforeCancelling),
        Route.get("/jobs/{id}/delete", this::askBeforeDeleting));
  }

  private Reply job(Call call) {
    JobDetail detail = otto.job(call.parameter("id")).orThrow();
    JobItem job = detail.job();
    int number = Paging.number(call.query());
    RunPage runs = otto.runs(job.id(), History.ROWS, History.offset(number)).orThrow();
    var records = new JobView.Records(History.of(runs, number), audit(job.id()));
    var view =
        new JobView(detail, plan(job), without(detail), current(job, records.history()), records);
    return pages.page(call, Nav.JOBS, job.id(), "jobs/job.jte", view);
  }

  private List<JobAudit.JobAuditItem> audit(String id) {
    return otto.jobAudit(id, AUDIT_ENTRIES).map(JobAudit::entries).found().orElse(List.of());
  }

  /** Returns the schedule in words, from the answer to a dry run of an empty change. */
  private JobMutation.@Nullable ScheduleSummary plan(JobItem job) {
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();
    return job.isMutable()
        ? otto.updateJob(job.id(), nothing, WriteOptions.DRY_RUN)
            .found()
            .flatMap(change -> Optional.ofNullable(change.schedule()))
            .orElse(null)
        : null;
  }

  private @Nullable ResolvedModel without(JobDetail detail) {
    return Optional.ofNullable(detail.effectiveModel())
        .flatMap(ResolvedModel::model)
        .flatMap(ref -> otto.resolveJobWithout(detail.job().id(), ref).found())
        .orElse(null);
  }

  private @Nullable RunItem current(JobItem job, History history) {
    if (!job.status().equals("running")) {
      return null;
    }
    return history
        .running()
        .or(() -> otto.runs(job.id(), 1, 0).found().flatMap(page -> History.of(page, 1).running()))
        .orElse(null);
  }

  private Reply askBeforeCancelling(Call call) {
    JobItem job = otto.job(call.parameter("id")).orThrow().job();
    return pages.page(call, Nav.JOBS, "Cancel " + job.id(), "jobs/cancel.jte", job);
  }

  private Reply askBeforeDeleting(Call call) {
    JobItem job = otto.job(call.parameter("id")).orThrow().job();
    long runs = otto.runs(job.id(), 1, 0).orThrow().total();
    var view = new DeleteView(job, runs);
    return pages.page(call, Nav.JOBS, "Delete " + job.id(), "jobs/delete.jte", view);
  }
}
