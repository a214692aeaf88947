package dev.otto.controlplane.runs;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.LatestRuns;
import java.util.List;
import java.util.Map;

/** The page of runs of all jobs. */
public final class RunsPages implements RouteGroup {
  private static final int ROWS = 50;
  private static final String CURSOR = "cursor";

  private final OttoApi otto;
  private final Pages pages;

  public RunsPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(Links.RUNS, this::list));
  }

  private Reply list(Call call) {
    RunFilter filter = RunFilter.of(call.query());
    Fields fields = filter.fields();
    Map<String, String> request = filter.request(fields);
    call.query(CURSOR).ifPresent(cursor -> request.put(CURSOR, cursor));
    request.put("limit", Integer.toString(ROWS));
    if (fields.valid()) {
      Result<LatestRuns> found = otto.findRuns(request);
      if (!(found instanceof Result.Refused<LatestRuns> refused && refused.status() == 400)) {
        var view = RunsView.of(filter, request.containsKey(CURSOR), found.orThrow());
        return pages.page(call, Nav.RUNS, "Runs", "runs/runs.jte", view);
      }
      fields.reject(refused);
    }
    var view = RunsView.refused(filter, fields);
    return pages.page(call, 422, Nav.RUNS, "Runs", "runs/runs.jte", view);
  }
}
