package dev.otto.controlplane.models;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.CatalogModel;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.Stats;
import dev.otto.wire.Stats.ModelStats;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.List;
import java.util.Optional;

/** The page of one model: what it is and costs, who names it, and what it ran. */
public final class ModelPage implements RouteGroup {
  private static final int WEEK_HOURS = 7 * 24;

  private final OttoApi otto;
  private final Pages pages;

  public ModelPage(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(Links.MODEL, this::show));
  }

  private Reply show(Call call) {
    String ref = call.query().typed("ref").strip();
    Optional<CatalogModel> model = otto.catalog().orThrow().find(ref);
    Optional<ModelUse> use =
        otto.usage().orThrow().stream().filter(it -> it.modelRef().equals(ref)).findFirst();
    if (model.isEmpty() && use.isEmpty()) {
      throw new ApiException(
          ErrorCode.NOT_FOUND,
          "There is no model \"" + ref + "\", and nothing names one; search the catalog for it");
    }
    Stats stats = otto.stats(WEEK_HOURS).orThrow();
    Optional<ModelStats> week =
        stats.models().stream().filter(it -> ref.equals(it.modelRef())).findFirst();
    return pages.page(
        call,
        Nav.MODELS,
        model.map(CatalogModel::title).orElse(ref),
        "models/model.jte",
        new ModelView(ref, model, use, week, RunFilter.ALL.gotModel(ref).from(stats.since())));
  }
}
