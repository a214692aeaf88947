package dev.otto.scheduler.run;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobService;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.Aborting;
import dev.otto.wire.RunPage;
import java.util.List;

/** The routes of a job's runs. */
public final class RunRoutes implements RouteGroup {
  private final JobService jobs;
  private final RunRepository runs;
  private final LiveRuns live;
  private final WholeRunRepository whole;
  private final RunAborts aborts;

  public RunRoutes(
      JobService jobs,
      RunRepository runs,
      LiveRuns live,
      WholeRunRepository whole,
      RunAborts aborts) {
    this.jobs = jobs;
    this.runs = runs;
    this.live = live;
    this.whole = whole;
    this.aborts = aborts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/jobs/{id}/runs", this::list),
        Route.get("/external/jobs/{id}/runs/{runId}", this::read),
        Route.post("/external/jobs/{id}/runs/{runId}/abort", this::abort));
  }

  private Reply list(Call call) {
    int limit = call.query("limit", 1, 200, 20);
    int offset = call.query("offset", 0, Integer.MAX_VALUE, 0);
    String id = existing(call);
    RunRepository.RunsPage page = runs.ofJob(id, limit, offset);
    return Reply.ok(
        new RunPage(
            id, page.total(), limit, offset, page.runs().stream().map(live::item).toList()));
  }

  private Reply read(Call call) {
    return live.reply(find(call, existing(call)));
  }

  private Reply abort(Call call) {
    Run run = find(call, existing(call)).run();
    boolean open = run.outcome() instanceof Outcome.Running;
    if (!open || !(call.dryRun() || aborts.abort(Actor.of(call), run))) {
      throw ApiException.conflict("Run is over: " + run.id());
    }
    return Reply.json(202, new Aborting(run.id(), "aborting"));
  }

  private String existing(Call call) {
    String id = call.parameter("id");
    if (!jobs.exists(id)) {
      throw ApiException.notFound("Task not found: " + id);
    }
    return id;
  }

  private WholeRunRepository.WholeRun find(Call call, String jobId) {
    String runId = call.parameter("runId");
    return whole
        .find(runId)
        .filter(found -> found.run().jobId().equals(jobId))
        .orElseThrow(() -> ApiException.notFound("Run not found: " + runId));
  }
}
