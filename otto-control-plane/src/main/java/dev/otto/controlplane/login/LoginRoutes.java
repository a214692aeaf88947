package dev.otto.controlplane.login;

import dev.otto.controlplane.http.Cookies;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.session.LoginLinks;
import dev.otto.controlplane.session.Sessions;
import dev.otto.web.Call;
import dev.otto.web.FailedAttempts;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The routes to log in, with the token or with a link, and to log out. */
public final class LoginRoutes implements RouteGroup {
  private final Sessions sessions;
  private final LoginLinks links;
  private final FailedAttempts failures;
  private final Pages pages;

  public LoginRoutes(Sessions sessions, LoginLinks links, FailedAttempts failures, Pages pages) {
    this.sessions = sessions;
    this.links = links;
    this.failures = failures;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/login", this::form).open(Route.Access.ANYBODY),
        Route.post("/login", this::login).open(Route.Access.ANYBODY),
        Route.post("/logout", this::logout),
        Route.post("/login-links", this::link).open(Route.Access.PROGRAM));
  }

  /**
   * Shows the login form; viewing does not use up a link, since mail programs and browsers
   * prefetch.
   */
  private Reply form(Call call) {
    String next = next(call.query().value("next"));
    String link = call.query().value("link").orElse(null);
    if (link == null && PageRequest.sessionIfAny(call).isPresent()) {
      return Reply.seeOther(next);
    }
    return page(call, 200, new LoginView(next, null, link));
  }

  private Reply login(Call call) {
    Optional<String> link = call.form().value("link");
    boolean right =
        link.isPresent()
            ? links.redeem(link.get())
            : call.form().value("token").filter(sessions::isToken).isPresent();
    String next = next(call.form().value("next"));
    if (right) {
      PageRequest.sessionIfAny(call).ifPresent(sessions::end);
      return Cookies.begin(call, Reply.seeOther(next), sessions.begin());
    }
    return failures
        .failed(call.peer())
        .map(wait -> page(call, 429, view(next, waiting(wait))).with("Retry-After", seconds(wait)))
        .orElseGet(() -> page(call, 401, view(next, wrong(link.isPresent()))));
  }

  private static LoginView view(String next, @Nullable String error) {
    return new LoginView(next, error, null);
  }

  private static String wrong(boolean link) {
    return link
        ? "This link has been used or is older than a minute; get a new one, or use the token."
        : "Wrong token. Otto's token is in ~/.otto/secrets/internal-api.token on its machine.";
  }

  private static String waiting(Duration wait) {
    return "Too many wrong tokens from this address; wait %s seconds. The right one still works."
        .formatted(seconds(wait));
  }

  private static String seconds(Duration wait) {
    return Long.toString(wait.toSeconds());
  }

  private Reply page(Call call, int status, LoginView view) {
    return pages.page(call, status, Nav.NONE, "Log in", "login/login.jte", view);
  }

  /** Returns the address to continue at, which must be a page of ours. */
  private static String next(Optional<String> requested) {
    return requested
        .filter(path -> path.matches("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?"))
        .orElse("/");
  }

  private Reply logout(Call call) {
    sessions.end(PageRequest.session(call));
    return Cookies.end(call, Reply.seeOther("/login"));
  }

  private record LoginLink(String url, long expiresAt) {}

  /** Issues a link for {@code ottoctl open} and other programs that have the token. */
  private Reply link(Call call) {
    boolean right = call.bearer().filter(sessions::isToken).isPresent();
    if (!right) {
      Optional<Duration> wait = failures.failed(call.peer());
      return wait.map(LoginRoutes::tooMany).orElseGet(LoginRoutes::unauthorised);
    }
    LoginLinks.IssuedLink link = links.issue();
    String scheme = call.header("X-Forwarded-Proto").filter("https"::equals).orElse("http");
    String url = scheme + "://" + call.host() + path(link);
    return Reply.json(201, new LoginLink(url, link.expiresAt().toEpochMilli()));
  }

  /** Returns the address that a link leads to. */
  public static String path(LoginLinks.IssuedLink link) {
    return "/login?link=" + link.code();
  }

  private static Reply unauthorised() {
    return refusal(
            ErrorCode.UNAUTHORIZED, "Send Authorization: Bearer with the token of the external API")
        .with("WWW-Authenticate", "Bearer");
  }

  private static Reply tooMany(Duration wait) {
    return refusal(ErrorCode.TOO_MANY_REQUESTS, "Too many wrong tokens from this address")
        .with("Retry-After", seconds(wait));
  }

  private static Reply refusal(ErrorCode code, String message) {
    return Reply.json(code.status(), new ErrorAnswer(code.key(), message, null));
  }
}
