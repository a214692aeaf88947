package dev.otto.controlplane.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.ReplaceAnswer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages that replace a model wherever it is named: a preview, the change, and its undo. */
public final class ReplacePages implements RouteGroup {
  private static final String TITLE = "Replace a model";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String VARIANT = "variant";
  private static final String FORCE = "force";

  /** The refusals that a person may overrule. */
  private static final Set<String> OVERRULABLE =
      Set.of(ErrorCode.UNKNOWN_MODEL.key(), ErrorCode.UNSUITABLE_MODEL.key());

  private final OttoApi otto;
  private final Pages pages;

  public ReplacePages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Links.REPLACE, this::preview),
        Route.post(Links.REPLACE, this::replace),
        Route.post(Links.REPLACE + "/{id}/undo", this::undo));
  }

  private Reply preview(Call call) {
    Fields fields = fields(call.query());
    boolean chosen = !fields.value(FROM).isBlank() && !fields.value(TO).isBlank();
    return chosen ? preview(call, 200, fields) : show(call, 200, fields, null, List.of());
  }

  private static Fields fields(Form form) {
    return Fields.typed(form, List.of(FROM, TO, VARIANT));
  }

  /** Shows what would change, also where something speaks against it. */
  private Reply preview(Call call, int status, Fields fields) {
    return switch (otto.replaceModel(wanted(fields, false), true)) {
      case Result.Refused<ReplaceAnswer> refused when OVERRULABLE.contains(refused.code()) -> {
        List<String> reasons = refused.details().stream().map(FieldError::message).toList();
        ReplaceAnswer anyway = otto.replaceModel(wanted(fields, true), true).orThrow();
        yield show(call, status, fields, anyway, reasons);
      }
      case Result.Refused<ReplaceAnswer> refused ->
          show(call, 422, fields.reject(refused), null, List.of());
      case Result<ReplaceAnswer> answer -> show(call, status, fields, answer.orThrow(), List.of());
    };
  }

  private static ObjectNode wanted(Fields fields, boolean force) {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    wanted.put(FROM, fields.value(FROM).strip());
    wanted.put(TO, fields.value(TO).strip());
    String effort = fields.value(VARIANT).strip();
    return wanted.put(VARIANT, effort.isEmpty() ? null : effort).put(FORCE, force);
  }

  private Reply show(
      Call call, int status, Fields fields, @Nullable ReplaceAnswer preview, List<String> reasons) {
    var view = new ReplaceView(fields, preview, reasons);
    return pages.page(call, status, Nav.MODELS, TITLE, "replace/preview.jte", view);
  }

  private Reply replace(Call call) {
    Fields fields = fields(call.form());
    return switch (otto.replaceModel(wanted(fields, call.form().has(FORCE)), false)) {
      case Result.Refused<ReplaceAnswer> _ -> preview(call, 422, fields);
      case Result<ReplaceAnswer> answer -> done(call, answer.orThrow());
    };
  }

  private Reply undo(Call call) {
    long id =
        Numbers.positive(call.parameter("id"))
            .orElseThrow(
                () -> new ApiException(ErrorCode.NOT_FOUND, "There is no such replacement"));
    return done(call, otto.undoReplacement(id).orThrow());
  }

  private Reply done(Call call, ReplaceAnswer answer) {
    return pages.page(call, Nav.MODELS, TITLE, "replace/done.jte", answer);
  }
}
