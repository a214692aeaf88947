package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.scheduler.acknowledge.AcknowledgementJson;
import dev.otto.scheduler.acknowledge.Acknowledgements;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.PageCursor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ETag;
import dev.otto.web.Json;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AbsentIfNull;
import dev.otto.wire.AcknowledgementItem;
import dev.otto.wire.CostForecast;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.JobAnswer;
import dev.otto.wire.JobAudit;
import dev.otto.wire.JobChanges;
import dev.otto.wire.JobChanges.JobChangeOutcome;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.JobPage;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routes of jobs: what runs, when, and with which model. */
public final class JobRoutes implements RouteGroup {
  private static final int COPIES = 4;
  private static final Set<JobResult.Operation> DEFINING =
      Set.of(JobResult.Operation.CREATED, JobResult.Operation.UPDATED);

  private final JobService jobs;
  private final ModelResolver resolver;
  private final Acknowledgements acknowledgements;
  private final InstantSource clock;
  private final Function<Job, Optional<CostForecast>> forecasts;

  /**
   * @param forecasts tells what a job is likely to cost
   */
  public JobRoutes(
      JobService jobs,
      ModelResolver resolver,
      Acknowledgements acknowledgements,
      InstantSource clock,
      Function<Job, Optional<CostForecast>> forecasts) {
    this.jobs = jobs;
    this.resolver = resolver;
    this.acknowledgements = acknowledgements;
    this.clock = clock;
    this.forecasts = forecasts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/jobs", this::list),
        Route.post("/external/jobs", this::create),
        Route.patch("/external/jobs", this::changeMany),
        Route.get("/external/jobs/{id}", this::read),
        Route.patch("/external/jobs/{id}", this::change),
        Route.delete("/external/jobs/{id}", this::cancel),
        Route.post("/external/jobs/{id}/run-now", this::runNow),
        Route.get("/external/jobs/{id}/audit", this::audit));
  }

  private Reply list(Call call) {
    if (isInteractive(call)) {
      return Reply.ok(new JobPage(List.of(), null));
    }
    var query =
        new JobQuery(
            call.query("status").map(JobRoutes::status).orElse(null),
            call.query("type").orElse(null),
            call.query("search").orElse(null),
            call.query("limit", 1, JobQuery.MAX_LIMIT, JobQuery.MAX_LIMIT),
            call.query("cursor").map(JobRoutes::cursor).orElse(null));
    FoundJobs found = jobs.list(query);
    List<JobItem> items = found.jobs().stream().map(JobJson::item).toList();
    String next = found.nextCursor().map(PageCursor::text).orElse(null);
    return Reply.ok(new JobPage(items, next));
  }

  /**
   * Reports whether the call asks for the lane of the Node.js Otto's conversations, which has no
   * jobs here.
   */
  private static boolean isInteractive(Call call) {
    String lane = call.query("lane").orElse("scheduled");
    return switch (lane) {
      case "scheduled" -> false;
      case "interactive" -> true;
      default -> throw ApiException.invalid("lane", "There is no lane " + lane + "; use scheduled");
    };
  }

  private static JobStatus status(String text) {
    return JobStatus.parse(text)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "status", "status must be idle, running or paused, not \"" + text + "\""));
  }

  private static PageCursor cursor(String text) {
    return PageCursor.parse(text)
        .orElseThrow(
            () -> ApiException.invalid("cursor", "cursor must be the nextCursor of a page"));
  }

  private Reply create(Call call) throws IOException {
    JobFields fields = JobFields.of(call.requiredBody());
    return answer(call, jobs.create(fields, order(call)));
  }

  private Reply read(Call call) {
    // In memory it is a row, a tree and bytes at once.
    call.claim(COPIES * jobs.payloadBytes(call.parameter("id")).orElse(0L));
    Job job = find(call);
    AcknowledgementItem acknowledgement = AcknowledgementJson.items(acknowledgements).get(job.id());
    boolean failing = acknowledgements.fails(job.id());
    return Reply.ok(new JobAnswer(JobJson.detail(job, resolver, failing, acknowledgement)))
        .with(tag(job));
  }

  /** The part that an operator decides; runs do not change the tag. */
  private record Decided(
      String type,
      String schedule,
      @Nullable Long runAt,
      @Nullable String profileId,
      @Nullable String modelRef,
      @Nullable ETag payload,
      boolean paused,
      @AbsentIfNull @Nullable String choice,
      @AbsentIfNull @Nullable String runsOn) {}

  private static ETag tag(Job job) {
    String payload = job.payload();
    return ETag.of(
        Json.bytes(
            new Decided(
                job.type(),
                job.schedule().toString(),
                Json.millis(job.runAt()),
                job.profileId(),
                modelRef(job),
                payload == null ? null : ETag.of(payload),
                job.state().paused(),
                job.choice().isPlain() ? null : job.choice().toString(),
                job.runsOn())));
  }

  private Reply change(Call call) throws IOException {
    JobFields fields = JobFields.of(call.requiredBody());
    Predicate<Job> expected =
        call.ifMatch().<Predicate<Job>>map(tags -> job -> tag(job).isIn(tags)).orElse(job -> true);
    return answer(call, jobs.update(call.parameter("id"), fields, order(call), expected));
  }

  private Reply changeMany(Call call) throws IOException {
    List<JobUpdate> updates = JobUpdatesJson.read(call.requiredBody());
    List<JobResult> results = jobs.updateAll(updates, order(call));
    var outcomes = new ArrayList<JobChangeOutcome>(results.size());
    for (int i = 0; i < results.size(); i++) {
      outcomes.add(outcome(updates.get(i).id(), results.get(i)));
    }
    return Reply.ok(new JobChanges(outcomes));
  }

  private static JobChangeOutcome outcome(String id, JobResult result) {
    return switch (result) {
      case JobResult.Done(_, var job, _) ->
          new JobChangeOutcome(id, "updated", modelRef(job), null, null);
      case JobResult.Refused refused -> {
        String now = refused instanceof JobResult.Overtaken(var job) ? modelRef(job) : null;
        ApiException why = refusal(refused);
        yield new JobChangeOutcome(id, "refused", now, why.code().key(), why.getMessage());
      }
    };
  }

  private static @Nullable String modelRef(Job job) {
    return job.model().map(ModelRef::toString).orElse(null);
  }

  private Reply cancel(Call call) throws IOException {
    JsonNode reason = call.body().path("reason");
    if (!reason.isTextual() && !reason.isNull() && !reason.isMissingNode()) {
      throw ApiException.invalid("reason", "reason must be a string");
    }
    if (reason.isTextual() && reason.textValue().isBlank()) {
      throw ApiException.invalid("reason", "reason is blank; give one, or leave it out");
    }
    String id = call.parameter("id");
    return answer(
        call,
        call.flag("forGood")
            ? jobs.deleteForGood(id, order(call))
            : jobs.cancel(id, reason.textValue(), order(call)));
  }

  private Reply runNow(Call call) throws IOException {
    call.body();
    Optional<ModelRef> model = call.query("modelRef").map(JobRoutes::model);
    return answer(call, jobs.runNow(call.parameter("id"), model, order(call)));
  }

  private static ModelRef model(String text) {
    return ModelRef.parse(text)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "modelRef", "modelRef must be a model such as openai/gpt-5, not " + text));
  }

  private Reply audit(Call call) {
    String id = call.parameter("id");
    int limit = call.query("limit", 1, 200, 20);
    List<JobAuditEntry> entries =
        jobs.audit(id, limit).orElseThrow(() -> ApiException.notFound("Task not found: " + id));
    return Reply.ok(new JobAudit(id, entries.stream().map(JobJson::change).toList()));
  }

  private Job find(Call call) {
    String id = call.parameter("id");
    return jobs.find(id).orElseThrow(() -> ApiException.notFound("Task not found: " + id));
  }

  private static Order order(Call call) {
    return new Order(
        Actor.of(call), call.flag("allowUnavailable"), call.dryRun(), call.flag("overBudget"));
  }

  private Reply answer(Call call, JobResult result) {
    return switch (result) {
      case JobResult.Done(var operation, var job, var warnings) ->
          Reply.json(
              operation == JobResult.Operation.CREATED ? 201 : 200,
              mutation(call.dryRun(), operation, job, warnings));
      case JobResult.Refused refused -> throw refusal(refused);
    };
  }

  private static ApiException refusal(JobResult.Refused refused) {
    return switch (refused) {
      case JobResult.Invalid(var code, var message, var details) ->
          new ApiException(code, message, details, Map.of());
      case JobResult.NotFound(var message) -> ApiException.notFound(message);
      case JobResult.Conflict(var message) -> ApiException.conflict(message);
      case JobResult.BudgetSpent(var message) -> new ApiException(ErrorCode.BUDGET_SPENT, message);
      case JobResult.Overtaken(var job) ->
          new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              job.id() + " was changed in the meantime; read it again and repeat the change",
              List.of(),
              Map.of("ETag", tag(job).value()));
      case JobResult.Forbidden(var message) ->
          new ApiException(ErrorCode.FORBIDDEN_MUTATION, message);
    };
  }

  private JobMutation mutation(
      boolean dryRun, JobResult.Operation operation, Job job, List<String> warnings) {
    Instant next = job.state().nextRunAt();
    boolean tellsWhen = operation == JobResult.Operation.RUN_NOW_SCHEDULED && next != null;
    return new JobMutation(
        job.id(),
        operation.key(),
        tellsWhen ? Json.millis(next) : null,
        warnings.isEmpty() ? null : warnings,
        dryRun ? true : null,
        dryRun ? JobJson.schedule(job, clock.instant()) : null,
        dryRun ? JobJson.effectiveModel(job, resolver) : null,
        DEFINING.contains(operation) ? forecasts.apply(job).orElse(null) : null);
  }
}
