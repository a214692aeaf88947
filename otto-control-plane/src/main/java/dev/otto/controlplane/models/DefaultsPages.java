package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.models.DefaultsForm.Faults;
import dev.otto.controlplane.models.DefaultsView.DefaultChange;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Saving;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.FlowDefaultsBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pages that change the flow defaults: preview, save, undo. */
public final class DefaultsPages implements RouteGroup {
  private static final int OVERTAKEN = 409;

  private final OttoApi otto;
  private final Pages pages;

  public DefaultsPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/models/defaults/check", this::lookAgain),
        Route.get("/models/defaults", this::lookAgain),
        Route.post("/models/defaults/check", this::check),
        Route.post("/models/defaults", this::save));
  }

  /**
   * Redirects to the form: its reply has the form's address, which a page may request to follow
   * what happens.
   */
  private Reply lookAgain(Call call) {
    return Reply.seeOther("/models");
  }

  /** Shows the changes that saving would make, and the problems. */
  private Reply check(Call call) {
    var form = DefaultsForm.of(call.form());
    Catalog catalog = otto.catalog().orThrow();
    var now = Defaults.now(otto, catalog);
    Faults faults = form.check(otto, form.changes(now.current()));
    return show(call, 200, catalog, now.view(form, faults));
  }

  /**
   * Saves what was chosen here. Where somebody else changed the same defaults since the form was
   * opened, they are shown first; where others, these stay.
   */
  private Reply save(Call call) {
    var form = DefaultsForm.of(call.form());
    Catalog catalog = otto.catalog().orThrow();
    return Saving.of(last -> save(call, catalog, form, last));
  }

  private Optional<Reply> save(Call call, Catalog catalog, DefaultsForm form, boolean last) {
    var now = Defaults.now(otto, catalog);
    List<DefaultChange> changes = form.changes(now.current());
    if (!form.against(now.current()).contested().isEmpty()) {
      return Optional.of(show(call, OVERTAKEN, catalog, now.refused(form, Faults.NONE)));
    }
    if (changes.isEmpty()) {
      return Optional.of(
          pages.seeOther(PageRequest.session(call), Flash.done("Nothing was changed."), "/models"));
    }
    var options = new WriteOptions(false, form.anyModel());
    return switch (otto.changeFlowDefaults(DefaultsForm.values(changes), now.tag(), options)) {
      case Result.Ok<FlowDefaultsBody>(var defaults, _) ->
          Optional.of(
              pages.seeOther(
                  PageRequest.session(call), saved(changes).with(defaults.warnings()), "/models"));
      case Result.Refused<FlowDefaultsBody> refused when refused.overtaken() && !last ->
          Optional.empty();
      case Result.Refused<FlowDefaultsBody> refused ->
          Optional.of(refused(call, catalog, form, refused));
      case Result.Failure<FlowDefaultsBody> failure ->
          Optional.of(show(call, 502, catalog, now.view(form, Faults.of(failure.message()))));
    };
  }

  private Reply refused(
      Call call, Catalog catalog, DefaultsForm form, Result.Refused<FlowDefaultsBody> refused) {
    var now = Defaults.now(otto, catalog);
    Faults faults = form.check(otto, form.changes(now.current()));
    Faults told = faults.isNone() ? Faults.of(refused.message()) : faults;
    return show(call, refused.overtaken() ? OVERTAKEN : 422, catalog, now.refused(form, told));
  }

  private static Flash saved(List<DefaultChange> changes) {
    String text =
        changes.stream()
            .map(one -> one.flow().label() + ": " + words(one))
            .collect(Collectors.joining(", ", "Saved. ", ". It takes effect with the next run."));
    var back = new LinkedHashMap<String, String>();
    for (DefaultChange one : changes) {
      back.put(one.flow().key(), Objects.requireNonNullElse(one.before(), ""));
      back.put("opened-" + one.flow().key(), Objects.requireNonNullElse(one.after(), ""));
    }
    back.put("anyModel", "on");
    return Flash.done(text).undoneBy("/models/defaults", back);
  }

  private static String words(DefaultChange change) {
    return Objects.requireNonNullElse(change.after(), "inherit");
  }

  private Reply show(Call call, int status, Catalog catalog, DefaultsView defaults) {
    if (PageRequest.wantsPart(call)) {
      return pages.part(call, "models/defaults.jte", defaults);
    }
    var everything = CatalogQuery.of(Form.parse(""));
    var list = CatalogView.of(catalog, everything, otto.usage().orThrow());
    var view = new ModelsView(list, defaults, null);
    return pages.page(call, status, Nav.MODELS, "Models", "models/models.jte", view);
  }
}
