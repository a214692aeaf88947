package dev.otto.controlplane.page;

import dev.otto.controlplane.api.OttoFailure;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.http.PageServer;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns a failure into a page, or into a sentence for the script. */
public final class ProblemPages implements PageServer.Problems {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemPages.class);

  private final Pages pages;

  public ProblemPages(Pages pages) {
    this.pages = pages;
  }

  @Override
  public Reply show(Call call, Throwable thrown) {
    Problem problem =
        switch (thrown) {
          case OttoFailure failure -> of(failure.failure());
          case ApiException refused -> of(refused.code().status(), refused.getMessage());
          default -> defect(thrown);
        };
    if (PageRequest.wantsPart(call)) {
      return Reply.text(problem.status(), problem.text());
    }
    return pages.page(
        call, problem.status(), Nav.NONE, problem.headline(), "page/problem.jte", problem);
  }

  @Override
  public Reply login(Call call) {
    if (call.header("Accept").filter("text/event-stream"::equals).isPresent()) {
      // The one answer after which a browser neither asks again nor complains.
      return Reply.empty(204);
    }
    if (PageRequest.wantsPart(call)) {
      // The whole page is loaded again, and that leads to the login.
      return Reply.empty(401).with("HX-Refresh", "true");
    }
    if (call.onlyReads()) {
      String next = Form.encode(call.address());
      return Reply.seeOther(call.address().equals("/") ? "/login" : "/login?next=" + next);
    }
    var ended =
        new Problem(
            401,
            "Your session has ended",
            "Nothing was changed, because you are no longer logged in.",
            "Log in in another tab, then go back to the previous page: your input is still there"
                + " to copy.",
            false);
    return pages.page(call, 401, Nav.NONE, ended.headline(), "page/problem.jte", ended);
  }

  private static Problem of(Result.Failure<?> failure) {
    return switch (failure) {
      case Result.Unreachable<?>(var message) ->
          new Problem(
              502,
              "Otto does not answer",
              message + ".",
              "Start it with: otto serve. This page reloads when Otto is back.",
              true);
      case Result.Unauthorised<?>(var message) ->
          new Problem(
              502,
              "Otto does not accept the token",
              message + ".",
              "Give the control plane the token of ~/.otto/secrets/internal-api.token; a rotated"
                  + " token takes effect at once.",
              true);
      case Result.Refused<?> refused -> of(refused.status(), refused.message());
    };
  }

  private static Problem of(int status, String message) {
    String headline =
        switch (status) {
          case 404 -> "Not found";
          case 403 -> "Not allowed";
          case 429 -> "Too many attempts";
          case 503 -> "Otto is starting or stopping";
          default -> "That did not work";
        };
    return new Problem(status, headline, message, "", status == 503);
  }

  private static Problem defect(Throwable thrown) {
    String correlation = UUID.randomUUID().toString();
    LOG.error("A page failed, correlation id {}", correlation, thrown);
    return new Problem(
        500,
        "Internal error",
        "Search the control plane's log for " + correlation + ".",
        "Reload the page; if the error persists, please report it.",
        false);
  }
}
