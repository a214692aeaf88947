package dev.otto.controlplane.palette;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.RefreshAnswer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pages of the search and of the actions that it offers. */
public final class PalettePages implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;
  private final Finder finder;

  public PalettePages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
    this.finder = new Finder(otto);
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/search", this::search), Route.post("/actions", this::act));
  }

  private Reply search(Call call) {
    Found found = finder.find(call.query().typed("q"));
    return PageRequest.wantsPart(call)
        ? pages.part(call, "palette/options.jte", found)
        : pages.page(call, Nav.NONE, "Search", "palette/search.jte", found);
  }

  private Reply act(Call call) {
    Action action =
        Action.of(call.form().typed("action"))
            .orElseThrow(() -> ApiException.invalid("There is no such action"));
    String target = call.form().typed("target");
    return switch (action) {
      case REFRESH -> tell(call, "/models", otto.refresh().map(PalettePages::refreshed));
      case RUN ->
          tell(
              call,
              Links.job(target),
              otto.runNow(target, Optional.empty()).map(it -> target + " runs."));
      case PAUSE -> tell(call, Links.job(target), switched(target, "paused", " is paused."));
      case RESUME -> tell(call, Links.job(target), switched(target, "idle", " is resumed."));
    };
  }

  private Result<String> switched(String job, String status, String told) {
    var change = JsonNodeFactory.instance.objectNode().put("status", status);
    return otto.updateJob(job, change, WriteOptions.WRITE).map(it -> job + told);
  }

  private static String refreshed(RefreshAnswer result) {
    String own =
        "Catalog refreshed: %d models, %d added, %d removed."
            .formatted(result.count(), result.added().size(), result.removed().size());
    return result.nodes() == null
        ? own
        : result.nodes().stream()
            .filter(node -> node.message() != null)
            .map(node -> " Not at node %s: %s.".formatted(node.node(), node.message()))
            .collect(Collectors.joining("", own, ""));
  }

  /** Shows a refusal where the user expects it; only a missing Otto has a page of its own. */
  private Reply tell(Call call, String place, Result<String> outcome) {
    if (outcome instanceof Result.Refused<String> refused) {
      String back = refused.status() == 404 ? "/" : place;
      return pages.seeOther(PageRequest.session(call), Flash.problem(refused.message()), back);
    }
    return pages.seeOther(PageRequest.session(call), Flash.done(outcome.orThrow()), place);
  }
}
