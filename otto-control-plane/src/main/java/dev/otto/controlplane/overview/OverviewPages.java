package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.NodeItem;
import dev.otto.wire.SystemStatus;
import java.util.List;
import java.util.Map;

/** The routes of the start page. */
public final class OverviewPages implements RouteGroup {
  private static final int HOURS = 24;
  private static final int FALLBACKS = 6;
  private static final int NOTES = 5;

  private final OttoApi otto;
  private final Pages pages;

  public OverviewPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/", this::overview),
        Route.post("/nodes/{node}/drain", this::drain),
        Route.post("/nodes/{node}/resume", this::resume));
  }

  private Reply overview(Call call) {
    var status = otto.status().orThrow();
    var catalog = otto.catalog().orThrow();
    var stats = otto.stats(HOURS).orThrow();
    var view =
        new Overview(
            status,
            nodes(status),
            Attention.of(new Attention.Signs(status, catalog, otto.usage().orThrow(), stats)),
            stats.failing().stream().filter(job -> job.acknowledgement() != null).toList(),
            Figures.of(stats, catalog),
            OutcomeChart.of(stats.hours()),
            stats.models().stream().map(model -> ModelRow.of(model, stats.since())).toList(),
            otto.latestFallbacks(FALLBACKS).orThrow(),
            otto.budgets()
                .found()
                .map(budgets -> BudgetRow.of(budgets, stats.until()))
                .orElse(List.of()),
            otto.notifications(NOTES).orThrow());
    return pages.page(call, Nav.OVERVIEW, "Overview", "overview/overview.jte", view);
  }

  private List<NodeRow> nodes(SystemStatus status) {
    return status.runtime().clustered() ? NodeRow.of(otto.nodes().orThrow()) : List.of();
  }

  private Reply drain(Call call) {
    String id = call.parameter("node");
    String told = id + " starts no new prompts; what is in flight there goes on.";
    return back(
        call, otto.drain(id), Flash.done(told).undoneBy(Links.node(id, "resume"), Map.of()));
  }

  private Reply resume(Call call) {
    String id = call.parameter("node");
    return back(call, otto.resume(id), Flash.done(id + " is resumed."));
  }

  private Reply back(Call call, Result<NodeItem> outcome, Flash done) {
    Flash flash =
        switch (outcome) {
          case Result.Ok<NodeItem> _ -> done;
          case Result.Failure<NodeItem> failure -> Flash.problem(failure.message());
        };
    return pages.seeOther(PageRequest.session(call), flash, Nav.OVERVIEW.path());
  }
}
