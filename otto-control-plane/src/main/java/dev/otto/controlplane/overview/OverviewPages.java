package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.util.List;

/** The route of the start page. */
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
    return List.of(Route.get("/", this::overview));
  }

  private Reply overview(Call call) {
    var status = otto.status().orThrow();
    var catalog = otto.catalog().orThrow();
    var stats = otto.stats(HOURS).orThrow();
    var view =
        new Overview(
            status,
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
}
