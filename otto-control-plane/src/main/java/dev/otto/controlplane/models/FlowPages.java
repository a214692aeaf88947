package dev.otto.controlplane.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.page.Edit;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Saving;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowChoice;
import dev.otto.wire.FlowDefaultsBody;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of each flow that changes all it asks for: model, effort, chain, policy and fence. */
public final class FlowPages implements RouteGroup {
  private static final String PATH = "/models/flows/{flow}";
  private static final String MODEL = "modelRef";
  private static final String ANY_MODEL = "allowUnavailable";
  private static final int OVERTAKEN = 409;

  /** The names of the fields that make a choice. */
  private static final List<String> NAMES =
      Stream.concat(Stream.of(MODEL), ChoiceFields.LABELS.keySet().stream()).toList();

  private final OttoApi otto;
  private final Pages pages;

  public FlowPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, this::edit),
        Route.post(PATH, this::save),
        Route.post(PATH + "/elsewhere", this::elsewhere));
  }

  private Reply edit(Call call) {
    var now = now(call);
    return show(call, 200, now, Fields.of(now.values()), false, List.of());
  }

  /** A flow with what it asks for at present. */
  private record Present(Flow flow, FlowDefaultsBody defaults, String tag) {

    /** Returns the texts of the fields. */
    Map<String, @Nullable String> values() {
      var values = new HashMap<String, @Nullable String>();
      values.put(MODEL, defaults.of(flow).orElse(null));
      ChoiceFields.fill(choice(), values);
      return values;
    }

    Map<String, String> texts() {
      return Fields.of(values()).texts();
    }

    private FlowChoice choice() {
      return defaults
          .choice(flow)
          .orElseGet(
              () -> new FlowChoice(defaults.of(flow).orElse(null), null, null, null, null, null));
    }

    /** Returns its model and the rest, each in a few words. */
    List<String> words() {
      return Stream.concat(
              Stream.of(defaults.of(flow).orElse("inherit")), ChoiceFields.chips(choice()).stream())
          .toList();
    }
  }

  private Present now(Call call) {
    String key = call.parameter("flow");
    Flow flow =
        Flow.of(key)
            .orElseThrow(
                () -> new ApiException(ErrorCode.NOT_FOUND, "There is no flow \"" + key + "\""));
    Result<FlowDefaultsBody> answer = otto.flowDefaults();
    return new Present(flow, answer.orThrow(), answer.tag().orElse(""));
  }

  /**
   * Saves what was chosen here. Where somebody else changed the same since the form was opened,
   * that is shown first; where something else, it stays.
   */
  private Reply save(Call call) {
    Form form = call.form();
    Fields typed = ChoiceFields.inTheirPlaces(form, Fields.typed(form, NAMES));
    Map<String, String> opened = Edit.opened(form.typed("opened")).orElse(Map.of());
    return Saving.of(
        last -> {
          Present now = now(call);
          return save(call, now, new Edit(opened, typed.texts(), now.texts()), last);
        });
  }

  private Optional<Reply> save(Call call, Present now, Edit edit, boolean last) {
    Fields fields = Fields.of(edit.merged());
    if (!edit.contested().isEmpty()) {
      return Optional.of(show(call, OVERTAKEN, now, fields, false, now.words()));
    }
    boolean anyModel = call.form().has(ANY_MODEL);
    var options = new WriteOptions(false, anyModel);
    return switch (otto.changeFlowChoice(now.flow(), choice(fields), now.tag(), options)) {
      case Result.Ok<FlowDefaultsBody>(var defaults, var tag) ->
          Optional.of(
              saved(
                  call,
                  now,
                  new Present(now.flow(), defaults, tag.orElse("")),
                  defaults.warnings()));
      case Result.Refused<FlowDefaultsBody> refused when refused.overtaken() && !last ->
          Optional.empty();
      case Result.Refused<FlowDefaultsBody> refused -> {
        reject(fields, now.flow(), refused);
        boolean unknown = refused.code().equals("unknown_model") || anyModel;
        yield Optional.of(show(call, 422, now, fields, unknown, List.of()));
      }
      case Result.Failure<FlowDefaultsBody> failure -> {
        fields.reject("", failure.message());
        yield Optional.of(show(call, 502, now, fields, false, List.of()));
      }
    };
  }

  /** Shows what others set since the form was opened, while it may have changes of its own. */
  private Reply elsewhere(Call call) {
    Present now = now(call);
    Map<String, String> opened = Edit.opened(call.form().typed("opened")).orElse(now.texts());
    boolean same = new Edit(opened, now.texts(), opened).untouched();
    return pages.part(call, "flow/elsewhere.jte", same ? List.of() : now.words());
  }

  private static ObjectNode choice(Fields fields) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    String model = fields.value(MODEL).strip();
    choice.put(MODEL, model.isEmpty() || model.equalsIgnoreCase("inherit") ? null : model);
    ChoiceFields.put(fields, choice);
    return choice;
  }

  /** Leads back to all flows, with the way to undo: the same form with the values of before. */
  private Reply saved(Call call, Present before, Present after, @Nullable List<String> warnings) {
    if (before.tag().equals(after.tag())) {
      return pages.seeOther(
          PageRequest.session(call), Flash.done("Nothing was changed."), "/models");
    }
    var back = new LinkedHashMap<String, String>();
    back.putAll(before.texts());
    back.put("opened", Edit.text(after.texts()));
    back.put(ANY_MODEL, "true");
    String text =
        "Saved. %s: %s. It takes effect with the next run."
            .formatted(after.flow().label(), String.join(", ", after.words()));
    return pages.seeOther(
        PageRequest.session(call),
        Flash.done(text).with(warnings).undoneBy(Links.flow(after.flow().key()), back),
        "/models");
  }

  /** Adds Otto's errors to the fields they name. */
  private static void reject(Fields fields, Flow flow, Result.Refused<?> refused) {
    String choice = "flowChoices." + flow.key();
    for (FieldError detail : refused.details()) {
      String path = detail.path();
      String part = path.startsWith(choice + ".") ? path.substring(choice.length() + 1) : "";
      String name = path.equals("flowDefaults." + flow.key()) ? MODEL : part;
      String message = detail.message();
      fields.reject(
          NAMES.contains(name) ? name : "",
          message.startsWith(path + ": ") ? message.substring(path.length() + 2) : message);
    }
    if (refused.details().isEmpty()) {
      fields.reject("", refused.message());
    }
  }

  private Reply show(
      Call call,
      int status,
      Present now,
      Fields fields,
      boolean offersAnyModel,
      List<String> meanwhile) {
    Optional<Catalog> catalog = otto.catalog().found();
    String inherited =
        catalog
            .flatMap(Catalog::globalDefault)
            .map(ref -> "OpenCode's default, now " + ref)
            .orElse("OpenCode's default");
    var view =
        new FlowView(
            now.flow(),
            Edit.text(now.texts()),
            fields,
            ChoiceOffers.of(catalog, fields),
            inherited,
            offersAnyModel,
            meanwhile);
    return pages.page(call, status, Nav.MODELS, now.flow().label(), "flow/flow.jte", view);
  }
}
