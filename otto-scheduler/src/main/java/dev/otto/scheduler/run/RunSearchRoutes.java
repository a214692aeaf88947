package dev.otto.scheduler.run;

import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.LatestRuns;
import java.util.List;

/** The routes of runs, whatever their job is. */
public final class RunSearchRoutes implements RouteGroup {
  private final RunSearchRepository search;
  private final LiveRuns live;
  private final WholeRunRepository whole;

  public RunSearchRoutes(RunSearchRepository search, LiveRuns live, WholeRunRepository whole) {
    this.search = search;
    this.live = live;
    this.whole = whole;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/runs", this::list), Route.get("/external/runs/{runId}", this::read));
  }

  private Reply list(Call call) {
    RunSearchRepository.FoundRuns found = search.find(RunParameters.of(call));
    return Reply.ok(
        new LatestRuns(
            found.runs().stream().map(live::item).toList(),
            found.next().map(RunCursor::text).orElse(null),
            found.previous().map(RunCursor::text).orElse(null),
            found.unsearchable() == 0 ? null : found.unsearchable()));
  }

  private Reply read(Call call) {
    String id = call.parameter("runId");
    return live.reply(
        whole.find(id).orElseThrow(() -> ApiException.notFound("Run not found: " + id)));
  }
}
