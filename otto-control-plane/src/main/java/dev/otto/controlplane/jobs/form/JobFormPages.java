package dev.otto.controlplane.jobs.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.page.Edit;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Saving;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.Flow;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ProfileItem;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of the form that creates or changes a job. A refused form keeps what was typed. */
public final class JobFormPages implements RouteGroup {
  private static final String TEMPLATE = "jobs/form.jte";
  private static final int MOST_OF_A_NAME = 20;

  private final OttoApi otto;
  private final Pages pages;
  private final InstantSource clock;

  public JobFormPages(OttoApi otto, Pages pages, InstantSource clock) {
    this.otto = otto;
    this.pages = pages;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Links.NEW_JOB, this::begin),
        Route.post(Links.NEW_JOB, this::create),
        Route.post(Links.CHECK_JOB, this::check),
        Route.get("/jobs/{id}/edit", this::edit),
        Route.post("/jobs/{id}/edit", this::save),
        Route.post("/jobs/{id}/edit/elsewhere", this::elsewhere),
        Route.post("/jobs/{id}/undo", this::undo));
  }

  private Reply begin(Call call) {
    JobForm form =
        call.query()
            .value("from")
            .map(id -> form(otto.job(id).orThrow()).asCopy())
            .orElseGet(() -> JobForm.fresh(zone()));
    return show(call, 200, view(null, form));
  }

  /** Returns the operator's time zone, if one is set. */
  private String zone() {
    return otto.notificationProfile().found().map(ProfileItem::timezone).orElse("UTC");
  }

  private Reply create(Call call) {
    JobForm form = JobForm.typed(call.form());
    if (call.form().has("check")) {
      return show(call, 200, checked(null, form));
    }
    ObjectNode body = form.body();
    form.refusePast(body, clock.instant());
    if (!form.fields().valid()) {
      return show(call, 422, view(null, form));
    }
    return switch (create(form, body)) {
      case Result.Ok<JobMutation>(var created, _) ->
          pages.seeOther(
              PageRequest.session(call),
              Flash.done("Created " + created.id()).with(created.warnings()),
              Links.job(created.id()));
      case Result.Refused<JobMutation> refused when refused.status() == 409 -> {
        form.fields().reject("id", refused.message());
        yield show(call, 422, view(null, form));
      }
      case Result.Refused<JobMutation> refused -> show(call, 422, refusal(null, form, refused));
      case Result.Failure<JobMutation> failure -> show(call, 502, failed(null, form, failure));
    };
  }

  private Result<JobMutation> create(JobForm form, ObjectNode body) {
    var options = new WriteOptions(false, form.takesAnyModel());
    String typed = form.fields().value("id").strip();
    if (!typed.isEmpty()) {
      return otto.createJob(body.put("id", typed), options);
    }
    String name = form.nameOfPrompt().orElse("job");
    Result<JobMutation> result = otto.createJob(body.put("id", name), options);
    for (int i = 2; i <= MOST_OF_A_NAME && isTaken(result); i++) {
      result = otto.createJob(body.put("id", name + "-" + i), options);
    }
    return result;
  }

  private static boolean isTaken(Result<JobMutation> result) {
    return result instanceof Result.Refused<JobMutation> refused && refused.status() == 409;
  }

  /** Previews the times of a schedule as it is typed. */
  private Reply check(Call call) {
    boolean isNew = !call.form().has("base");
    return pages.part(call, "jobs/preview.jte", preview(JobForm.typed(call.form()), isNew));
  }

  private Reply edit(Call call) {
    JobDetail detail = mutable(call);
    var editing = editing(detail, List.of());
    return show(call, 200, view(editing, form(detail)));
  }

  private JobForm form(JobDetail detail) {
    return JobForm.of(Definition.of(detail), detail.job().id(), zone());
  }

  private static JobFormView.Editing editing(
      JobDetail detail, List<Definition.FieldDifference> meanwhile) {
    return new JobFormView.Editing(detail.job().id(), Definition.of(detail).text(), meanwhile);
  }

  private JobDetail mutable(Call call) {
    return read(call).value();
  }

  /** Reads the job with the tag that detects later changes. */
  private Result.Ok<JobDetail> read(Call call) {
    Result<JobDetail> result = otto.job(call.parameter("id"));
    JobDetail detail = result.orThrow();
    if (!detail.job().isMutable()) {
      throw new ApiException(
          ErrorCode.FORBIDDEN_MUTATION,
          detail.job().id() + " is a system job, which cannot be edited");
    }
    return new Result.Ok<>(detail, result.tag());
  }

  /**
   * Saves what was typed here. Where somebody else changed the same since the form was opened, that
   * is shown first; where something else, it stays.
   */
  private Reply save(Call call) {
    JobForm typed = JobForm.typed(call.form());
    String zone = zone();
    return Saving.of(last -> save(call, typed, zone, last));
  }

  private Optional<Reply> save(Call call, JobForm typed, String zone, boolean last) {
    Result.Ok<JobDetail> read = read(call);
    Definition now = Definition.of(read.value());
    Definition base = Definition.parse(call.form().typed("base")).orElse(now);
    String id = read.value().job().id();
    var editing = new JobFormView.Editing(id, base.text(), List.of());
    if (call.form().has("check")) {
      return Optional.of(show(call, 200, checked(editing, typed)));
    }
    var edit =
        new Edit(
            JobForm.of(base, id, zone).fields().texts(),
            typed.fields().texts(),
            JobForm.of(now, id, zone).fields().texts());
    JobForm form = JobForm.of(edit.merged());
    if (!edit.contested().isEmpty()) {
      var meanwhile = editing(read.value(), base.differencesTo(now));
      return Optional.of(show(call, 409, view(meanwhile, form)));
    }
    ObjectNode wanted = form.body();
    if (!form.fields().valid()) {
      return Optional.of(show(call, 422, view(editing, form)));
    }
    ObjectNode change = now.changes(wanted);
    form.refusePast(change, clock.instant());
    return form.fields().valid()
        ? save(call, form, read, change, last)
        : Optional.of(show(call, 422, view(editing, form)));
  }

  private Optional<Reply> save(
      Call call, JobForm form, Result.Ok<JobDetail> read, ObjectNode change, boolean last) {
    Definition before = Definition.of(read.value());
    var editing = editing(read.value(), List.of());
    String page = Links.job(editing.id());
    if (change.isEmpty()) {
      return Optional.of(
          pages.seeOther(PageRequest.session(call), Flash.done("Nothing changed"), page));
    }
    var options = new WriteOptions(false, form.takesAnyModel());
    return switch (otto.updateJob(editing.id(), change, options, read.tag().orElse("*"))) {
      case Result.Ok<JobMutation>(var changed, _) -> {
        Flash saved = saved(editing.id(), before, change).with(changed.warnings());
        yield Optional.of(pages.seeOther(PageRequest.session(call), saved, page));
      }
      case Result.Refused<JobMutation> refused when refused.overtaken() && !last ->
          Optional.empty();
      case Result.Refused<JobMutation> refused ->
          Optional.of(show(call, 422, refusal(editing, form, refused)));
      case Result.Failure<JobMutation> failure ->
          Optional.of(show(call, 502, failed(editing, form, failure)));
    };
  }

  private Flash saved(String id, Definition before, ObjectNode change) {
    String after = otto.job(id).map(Definition::of).map(Definition::text).found().orElse("");
    return Flash.done("Saved " + id)
        .undoneBy(
            Links.job(id, "undo"),
            Map.of("change", before.valuesOf(change).toString(), "base", after));
  }

  /** Shows what others changed since the form was opened, while it may have changes of its own. */
  private Reply elsewhere(Call call) {
    Definition now = Definition.of(mutable(call));
    Definition base = Definition.parse(call.form().typed("base")).orElse(now);
    return pages.part(call, "jobs/elsewhere.jte", base.differencesTo(now));
  }

  /** Restores the previous values, unless something was changed since. */
  private Reply undo(Call call) {
    JobDetail detail = mutable(call);
    String id = detail.job().id();
    boolean same =
        Definition.parse(call.form().typed("base"))
            .filter(base -> base.sameAs(Definition.of(detail)))
            .isPresent();
    if (!same) {
      var late = Flash.warning("The job was changed in the meantime, so nothing was undone.");
      return pages.seeOther(PageRequest.session(call), late, Links.job(id));
    }
    ObjectNode change =
        Definition.change(call.form().typed("change"))
            .orElseThrow(
                () ->
                    ApiException.invalid("The form lacks the values to restore; reload the page"));
    Flash outcome =
        switch (otto.updateJob(id, change, new WriteOptions(false, true))) {
          case Result.Ok<JobMutation> _ -> Flash.done("The change was undone");
          case Result.Failure<JobMutation> failure -> Flash.problem(failure.message());
        };
    return pages.seeOther(PageRequest.session(call), outcome, Links.job(id));
  }

  // What the form shows

  private Reply show(Call call, int status, JobFormView view) {
    return pages.page(call, status, Nav.JOBS, view.title(), TEMPLATE, view);
  }

  private JobFormView view(JobFormView.@Nullable Editing job, JobForm form) {
    return view(job, form, SchedulePreview.NONE, false);
  }

  private JobFormView view(
      JobFormView.@Nullable Editing job,
      JobForm form,
      SchedulePreview preview,
      boolean offersAnyModel) {
    var offers = ChoiceOffers.of(otto.catalog().found(), form.fields());
    return new JobFormView(job, form.fields(), inherited(), offers, preview, offersAnyModel);
  }

  private Choice inherited() {
    return otto.resolveFlow(Flow.SCHEDULED_TASKS)
        .found()
        .map(Choice::of)
        .orElse(new Choice(null, null, null));
  }

  private JobFormView checked(JobFormView.@Nullable Editing job, JobForm form) {
    return view(job, form, preview(form, job == null), false);
  }

  private JobFormView refusal(
      JobFormView.@Nullable Editing job, JobForm form, Result.Refused<?> refused) {
    form.fields().reject(refused);
    boolean unknown = refused.code().equals("unknown_model");
    return view(job, form, SchedulePreview.NONE, unknown);
  }

  /** Returns the form with an error when Otto could not be asked, so that it can be sent again. */
  private JobFormView failed(
      JobFormView.@Nullable Editing job, JobForm form, Result.Failure<?> failure) {
    form.fields().reject("", failure.message() + ". Your input is still here; send it again.");
    return view(job, form);
  }

  /**
   * Asks as for a new job.
   *
   * @param isNew whether it is one: otherwise the cost is that of another job
   */
  private SchedulePreview preview(JobForm form, boolean isNew) {
    ObjectNode body = form.schedule().put("type", "prompt");
    form.model().ifPresent(model -> body.put("modelRef", model));
    form.refusePast(body, clock.instant());
    if (!form.fields().valid()) {
      return SchedulePreview.wrong(form.fields().errors().values().iterator().next());
    }
    return switch (otto.createJob(body, new WriteOptions(true, true))) {
      case Result.Ok<JobMutation>(var change, _) ->
          SchedulePreview.told(change)
              .map(
                  schedule ->
                      SchedulePreview.of(
                          schedule,
                          isNew ? change.forecast() : null,
                          form.fields().value("timeZone")))
              .orElse(SchedulePreview.NONE);
      case Result.Refused<JobMutation> refused -> {
        form.fields().reject(refused);
        yield SchedulePreview.wrong(refused.message());
      }
      case Result.Failure<JobMutation> failure -> SchedulePreview.wrong(failure.message());
    };
  }
}
