package dev.otto.controlplane.jobs.acknowledge;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages on which the failure of a job is acknowledged or snoozed. */
public final class AcknowledgePages implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;
  private final InstantSource clock;

  public AcknowledgePages(OttoApi otto, Pages pages, InstantSource clock) {
    this.otto = otto;
    this.pages = pages;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/jobs/{id}/acknowledge", this::ask),
        Route.post("/jobs/{id}/acknowledge", this::acknowledge),
        Route.post("/jobs/{id}/unacknowledge", this::takeBack));
  }

  private Reply ask(Call call) {
    var nothing = Map.of(AcknowledgeView.REASON, "", AcknowledgeView.UNTIL, "");
    return show(call, 200, Fields.of(nothing));
  }

  private Reply acknowledge(Call call) {
    String id = call.parameter("id");
    Fields fields =
        Fields.typed(call.form(), List.of(AcknowledgeView.REASON, AcknowledgeView.UNTIL));
    String reason = fields.value(AcknowledgeView.REASON).strip();
    if (reason.isEmpty()) {
      return show(call, 422, fields.reject(AcknowledgeView.REASON, "Enter a reason"));
    }
    Optional<Long> until =
        Numbers.positive(fields.value(AcknowledgeView.UNTIL))
            .map(minutes -> clock.millis() + Duration.ofMinutes(minutes).toMillis());
    return switch (otto.acknowledge(id, reason, until)) {
      case Result.Ok<JobMutation> _ -> {
        String told = until.isEmpty() ? "Acknowledged" : "Snoozed";
        yield back(call, Flash.done(told).undoneBy(Links.job(id, "unacknowledge"), Map.of()));
      }
      case Result.Failure<JobMutation> failure ->
          show(call, 422, fields.reject(AcknowledgeView.REASON, failure.message()));
    };
  }

  private Reply takeBack(Call call) {
    String id = call.parameter("id");
    return switch (otto.unacknowledge(id)) {
      case Result.Ok<JobMutation> _ -> back(call, Flash.done("It needs attention again"));
      case Result.Failure<JobMutation> failure -> back(call, Flash.problem(failure.message()));
    };
  }

  private Reply back(Call call, Flash flash) {
    return pages.seeOther(PageRequest.session(call), flash, Links.job(call.parameter("id")));
  }

  private Reply show(Call call, int status, Fields fields) {
    JobItem job = otto.job(call.parameter("id")).orThrow().job();
    var view = new AcknowledgeView(job, fields);
    String title = "Acknowledge " + job.id();
    return pages.page(call, status, Nav.JOBS, title, "jobs/acknowledge.jte", view);
  }
}
