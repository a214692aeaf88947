package dev.otto.controlplane.jobs.actions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.models.Picker;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The actions on a job's page. Each returns to the page and reports its result. */
public final class JobActions implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;
  private final InstantSource clock;

  public JobActions(OttoApi otto, Pages pages, InstantSource clock) {
    this.otto = otto;
    this.pages = pages;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/jobs/{id}/run", this::runNow),
        Route.post("/jobs/{id}/pause", this::pause),
        Route.post("/jobs/{id}/resume", this::resume),
        Route.post("/jobs/{id}/model", this::setModel),
        Route.post("/jobs/{id}/cancel", this::cancel),
        Route.post("/jobs/{id}/restore", this::restore),
        Route.post("/jobs/{id}/delete", this::delete),
        Route.post("/jobs/{id}/runs/{run}/abort", this::abort));
  }

  private Reply runNow(Call call) {
    String id = call.parameter("id");
    Optional<String> model = Picker.chosen(call.form(), "modelRef");
    String with = model.map(ref -> " with " + ref).orElse("");
    var done = Flash.done("Its run is on the way" + with + ".").untilRunOf(id);
    return back(call, told(otto.runNow(id, model), done));
  }

  private Reply pause(Call call) {
    String undo = Links.job(call.parameter("id"), "resume");
    var done = Flash.done("Paused until it is resumed").undoneBy(undo, Map.of());
    return back(call, told(change(call, body().put("status", "paused")), done));
  }

  private Reply resume(Call call) {
    String undo = Links.job(call.parameter("id"), "pause");
    var done = Flash.done("Resumed").undoneBy(undo, Map.of());
    return back(call, told(change(call, body().put("status", "idle")), done));
  }

  /** Sets the model; the undo carries the previous one. */
  private Reply setModel(Call call) {
    String id = call.parameter("id");
    JobItem before = otto.job(id).orThrow().job();
    Optional<String> ref = Picker.chosen(call.form(), "modelRef");
    String was = Objects.requireNonNullElse(before.modelRef(), "");
    if (ref.orElse("").equals(was)) {
      return back(call, Flash.done("It already has this model"));
    }
    var options = new WriteOptions(false, call.form().has("allowUnavailable"));
    var done =
        Flash.done(
                ref.map(model -> "It uses " + model + " now").orElse("It now inherits its model"))
            .undoneBy(Links.job(id, "model"), Map.of("modelRef", was, "allowUnavailable", "true"));
    return back(
        call,
        switch (otto.updateJob(id, body().put("modelRef", ref.orElse(null)), options)) {
          case Result.Ok<JobMutation>(var changed, _) -> done.with(changed.warnings());
          case Result.Failure<JobMutation> failure -> Flash.problem(failure.message());
        });
  }

  private Reply cancel(Call call) {
    String id = call.parameter("id");
    Long next = otto.job(id).orThrow().job().nextRunAt();
    var done = Flash.done("Cancelled " + id);
    if (next != null) {
      done = done.undoneBy(Links.job(id, "restore"), Map.of("at", next.toString()));
    }
    return back(call, told(otto.cancelJob(id, call.form().value("reason")), done));
  }

  private Reply delete(Call call) {
    String id = call.parameter("id");
    return switch (otto.deleteJobForGood(id)) {
      case Result.Ok<JobMutation> _ ->
          pages.seeOther(
              PageRequest.session(call),
              Flash.done("Deleted " + id + " for good, with its history"),
              Links.JOBS);
      case Result.Failure<JobMutation> failure -> back(call, Flash.problem(failure.message()));
    };
  }

  /** Restores the job; it continues at its planned time, or else at its next one. */
  private Reply restore(Call call) {
    JobItem job = otto.job(call.parameter("id")).orThrow().job();
    Optional<Long> at =
        call.form()
            .value("at")
            .flatMap(Numbers::positive)
            .filter(time -> time > clock.millis())
            .or(() -> nextTime(job));
    if (at.isEmpty()) {
      return back(
          call, Flash.warning("The scheduled time has passed; edit the job and set a new one."));
    }
    return back(
        call, told(change(call, body().put("runAt", at.get())), Flash.done("Job restored.")));
  }

  private Optional<Long> nextTime(JobItem job) {
    if (job.cadenceMinutes() != null) {
      return Optional.of(clock.millis() + 60_000L * job.cadenceMinutes());
    }
    if (job.cron() == null) {
      return Optional.empty();
    }
    ObjectNode schedule = body().put("type", job.type()).put("scheduleType", "recurring");
    schedule.put("cron", job.cron()).put("timeZone", job.timeZone());
    return otto.createJob(schedule, WriteOptions.DRY_RUN)
        .found()
        .flatMap(change -> Optional.ofNullable(change.schedule()))
        .flatMap(plan -> plan.nextRuns().stream().findFirst());
  }

  private Reply abort(Call call) {
    String id = call.parameter("id");
    String run = call.parameter("run");
    Flash outcome = told(otto.abort(id, run), Flash.done("The run is being aborted"));
    return pages.seeOther(PageRequest.session(call), outcome, Links.run(id, run));
  }

  private Result<JobMutation> change(Call call, ObjectNode change) {
    return otto.updateJob(call.parameter("id"), change, WriteOptions.WRITE);
  }

  private static Flash told(Result<?> result, Flash done) {
    return switch (result) {
      case Result.Ok<?> _ -> done;
      case Result.Failure<?> failure -> Flash.problem(failure.message());
    };
  }

  private Reply back(Call call, Flash flash) {
    return pages.seeOther(PageRequest.session(call), flash, Links.job(call.parameter("id")));
  }

  private static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }
}
