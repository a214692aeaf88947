package dev.otto.controlplane.models;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.http.Call;
import dev.otto.controlplane.http.Reply;
import dev.otto.controlplane.http.Route;
import dev.otto.controlplane.http.RouteGroup;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import java.util.List;

/** The catalog with its freshness, and the defaults of the flows. */
public final class ModelPages implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;

  public ModelPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/", call -> Reply.seeOther("/models")), Route.get("/models", this::models));
  }

  private Reply models(Call call) {
    var view = new ModelsView(otto.catalog().orThrow());
    return pages.page(call, Nav.MODELS, "Models", "models/models.jte", view);
  }
}
