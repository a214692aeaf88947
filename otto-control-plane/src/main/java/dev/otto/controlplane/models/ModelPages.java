package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Spent;
import dev.otto.controlplane.session.Session;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.CheckAnswer.CheckedModel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** The pages of the catalog: its freshness, a search, a refresh, and whether a model answers. */
public final class ModelPages implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;
  private final Map<Session, RefreshView> ended = Collections.synchronizedMap(new WeakHashMap<>());

  public ModelPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/models", this::models),
        Route.get("/models/pick", this::pick),
        Route.get("/models/efforts", this::efforts),
        Route.post("/models/check", this::check),
        Route.post("/models/refresh", this::refresh));
  }

  private Reply models(Call call) {
    Catalog catalog = otto.catalog().orThrow();
    var view = CatalogView.of(catalog, CatalogQuery.of(call.query()), otto.usage().orThrow());
    if (PageRequest.wantsPart(call) && !PageRequest.isLive(call)) {
      return pages.part(call, "models/list.jte", view);
    }
    RefreshView refresh = PageRequest.isLive(call) ? null : ended.remove(PageRequest.session(call));
    DefaultsView defaults = Defaults.now(otto, catalog).view();
    return pages.page(
        call, Nav.MODELS, "Models", "models/models.jte", new ModelsView(view, defaults, refresh));
  }

  /** Returns the picker's choices, requested with each keystroke. */
  private Reply pick(Call call) {
    String typed = call.query().typed("q");
    Choices choices = Choices.of(otto.catalog().orThrow(), typed, otto.modelsInUse());
    return pages.part(call, "models/choices.jte", choices);
  }

  /** Returns the efforts of a model, requested when it is picked. */
  private Reply efforts(Call call) {
    Fields fields = Fields.typed(call.query(), List.of("modelRef"));
    ChoiceOffers offers = ChoiceOffers.of(otto.catalog().found(), fields);
    return pages.part(call, "jobs/efforts.jte", offers);
  }

  /** Checks whether a model answers; leads back to the model where the script does not ask. */
  private Reply check(Call call) {
    String ref = call.form().typed("modelRef").strip();
    Flash result =
        switch (otto.checkModel(ref)) {
          case Result.Ok<CheckedModel>(var check, _) when check.answers() ->
              Flash.done(
                  "%s; %s, %s."
                      .formatted(check.message(), Spent.of(check).words(), Spent.of(check).cost()));
          case Result.Ok<CheckedModel>(var check, _) ->
              Flash.problem(ref + " does not answer. " + check.message() + ".");
          case Result.Failure<CheckedModel> failure ->
              Flash.problem(ref + " could not be checked. " + failure.message() + ".");
        };
    return PageRequest.wantsPart(call)
        ? pages.part(call, "models/checked.jte", result)
        : pages.seeOther(PageRequest.session(call), result, Links.model(ref));
  }

  private Reply refresh(Call call) {
    var outcome = RefreshView.of(otto.refresh());
    if (PageRequest.wantsPart(call)) {
      return pages.part(call, "models/refreshed.jte", outcome);
    }
    ended.put(PageRequest.session(call), outcome);
    return Reply.seeOther("/models");
  }
}
