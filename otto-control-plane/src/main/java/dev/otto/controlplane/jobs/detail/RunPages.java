package dev.otto.controlplane.jobs.detail;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.RunAnswer;
import dev.otto.wire.RunPage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of one run: its prompt, its answer and its receipt, and another run beside it. */
public final class RunPages implements RouteGroup {
  private static final int TO_COMPARE = 20;

  private final OttoApi otto;
  private final Pages pages;

  public RunPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/jobs/{id}/runs/{run}", this::page),
        Route.get("/jobs/{id}/runs/{run}/prompt.txt", this::prompt),
        Route.get("/jobs/{id}/runs/{run}/answer.md", call -> AnswerFile.markdown(find(call).run())),
        Route.get("/jobs/{id}/runs/{run}/answer.txt", call -> AnswerFile.text(find(call).run())),
        Route.get("/jobs/{id}/runs/{run}/transcript.txt", this::transcript),
        Route.get("/jobs/{id}/runs/{run}/compare", this::compare));
  }

  private RunAnswer find(Call call) {
    return otto.run(call.parameter("id"), call.parameter("run")).orThrow();
  }

  private Reply page(Call call) {
    RunAnswer answer = find(call);
    boolean asWritten = call.query("view").filter("text"::equals).isPresent();
    boolean repeatable =
        otto.job(answer.taskId()).found().filter(job -> job.job().isMutable()).isPresent();
    Optional<TranscriptView> transcript =
        otto.transcript(answer.run().id()).found().map(TranscriptView::of);
    var view = new RunView(answer, asWritten, repeatable, transcript);
    return pages.page(call, Nav.JOBS, "Run of " + answer.taskId(), "jobs/run.jte", view);
  }

  private Reply prompt(Call call) {
    String prompt = find(call).prompt();
    if (prompt == null) {
      throw ApiException.notFound("The prompt of this run was not kept, or none was sent");
    }
    return Reply.text(200, prompt);
  }

  private Reply transcript(Call call) {
    return Reply.text(200, TranscriptView.plain(otto.transcript(find(call).run().id()).orThrow()));
  }

  private Reply compare(Call call) {
    RunAnswer run = find(call);
    Optional<String> other = call.query("with").map(String::strip).filter(it -> !it.isEmpty());
    return other.isEmpty() ? choose(call, run, null) : compare(call, run, other.get());
  }

  private Reply compare(Call call, RunAnswer run, String other) {
    return switch (otto.findRun(other)) {
      case Result.Ok<RunAnswer> found -> {
        var view = CompareView.of(run.run(), found.value().run());
        yield pages.page(call, Nav.JOBS, "Two runs", "jobs/compare.jte", view);
      }
      case Result.Failure<RunAnswer> failure -> choose(call, run, failure.message());
    };
  }

  private Reply choose(Call call, RunAnswer run, @Nullable String problem) {
    RunPage latest = otto.runs(run.taskId(), TO_COMPARE, 0).orThrow();
    var others =
        latest.runs().stream().filter(other -> !other.id().equals(run.run().id())).toList();
    var view = new ToCompare(run.run(), others, problem);
    int status = problem == null ? 200 : 422;
    return pages.page(call, status, Nav.JOBS, "Compare", "jobs/to-compare.jte", view);
  }
}
