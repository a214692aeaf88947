package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Session;
import dev.otto.controlplane.session.Sessions;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Route;
import dev.otto.wire.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/** The check before every page: the origin of a change, the session, the token of the form. */
final class Guard {
  /** The field in which a form shows that it is of our page; a script uses the header. */
  static final String FORM_FIELD = "_form";

  static final String FORM_HEADER = "X-Otto-Form";

  private final Sessions sessions;

  Guard(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Lets the call in and finds its session, or throws the refusal. */
  void admit(Call call, Route.Access access) {
    requireRoot(call);
    boolean changes = !call.onlyReads();
    if (changes) {
      requireOwnPage(call, access);
    }
    Optional<Session> session = call.cookie(Cookies.name(call)).flatMap(sessions::find);
    session.ifPresent(
        known -> {
          call.identify(known);
          call.trust();
        });
    if (access == Route.Access.AUTHENTICATED) {
      Session entered = session.orElseThrow(LoginNeeded::new);
      if (changes && !showsItsToken(call, entered)) {
        throw new ApiException(
            ErrorCode.FORBIDDEN_MUTATION,
            "The form belongs to an earlier session; reload the page and try again");
      }
      if (!PageRequest.isLive(call)) {
        sessions.use(entered);
      }
    }
  }

  /** Refuses a proxy that serves the pages below a path, where none of their links would lead. */
  private static void requireRoot(Call call) {
    Optional<String> prefix = call.header("X-Forwarded-Prefix").filter(it -> !it.matches("/*"));
    if (prefix.isPresent()) {
      throw ApiException.invalid(
          "The proxy serves the control plane under "
              + prefix.get()
              + ", but its pages are at the root of a host; give it a host name of its own");
    }
  }

  /** The refusal of a page to somebody who is not logged in. */
  static final class LoginNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginNeeded() {
      super("Nobody is logged in", null, false, false);
    }
  }

  /** Checks the origin of a change; a caller that names none is no browser. */
  private static void requireOwnPage(Call call, Route.Access access) {
    Optional<String> origin = call.header("Origin");
    Optional<String> site = call.header("Sec-Fetch-Site");
    boolean own =
        origin.map(from -> isOwn(from, call)).orElse(true)
            && site.map("same-origin"::equals).orElse(true);
    boolean said = origin.isPresent() || site.isPresent();
    boolean fits = access == Route.Access.PROGRAM ? !said : own && said;
    if (!fits) {
      throw new ApiException(
          ErrorCode.FORBIDDEN_MUTATION,
          "A change must come from a page of the control plane itself");
    }
  }

  private static boolean isOwn(String origin, Call call) {
    String host = call.host().toLowerCase(Locale.ROOT);
    String from = origin.toLowerCase(Locale.ROOT);
    return from.equals("http://" + host) || from.equals("https://" + host);
  }

  private boolean showsItsToken(Call call, Session session) {
    return call.header(FORM_HEADER)
        .or(() -> call.form().value(FORM_FIELD))
        .filter(token -> sessions.accepts(session, token))
        .isPresent();
  }
}
