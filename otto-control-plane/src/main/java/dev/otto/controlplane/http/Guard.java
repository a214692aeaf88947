package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Session;
import dev.otto.controlplane.session.Sessions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Who gets in, and with what. Stands before every route. */
final class Guard {
  /** Where a form or a script puts the token that shows that it is of our page. */
  static final String FORM_FIELD = "_form";

  static final String FORM_HEADER = "X-Otto-Form";

  private final Set<String> hosts;
  private final Sessions sessions;
  private final Supplier<Cookies> cookies;

  Guard(Set<String> hosts, Sessions sessions, Supplier<Cookies> cookies) {
    this.hosts = hosts;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  /** The host must be one of ours: a page elsewhere cannot point a name of its own at us. */
  void requireKnownHost(Optional<String> host) {
    if (!hosts.contains(nameOf(host.orElse("")))) {
      throw new HttpProblem(
          421,
          "The control plane does not answer for this host name; use its own address or add the"
              + " name to controlPlane.hostNames");
    }
  }

  /** Lets the call in, finds its session, or throws what to answer. */
  void admit(Call call, Route.Access access) {
    boolean changes = !call.method().equals("GET") && !call.method().equals("HEAD");
    if (changes) {
      requireOwnPage(call, access);
    }
    Optional<Session> session = call.cookie(cookies.get().name()).flatMap(sessions::find);
    session.ifPresent(call::enter);
    if (access == Route.Access.SESSION) {
      Session entered = session.orElseThrow(LoginNeeded::new);
      if (changes && !showsItsToken(call, entered)) {
        throw new HttpProblem(
            403, "The form belongs to an earlier session; reload the page and try again");
      }
      if (!call.isLive()) {
        sessions.use(entered);
      }
    }
  }

  /** Nobody is logged in. */
  static final class LoginNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoginNeeded() {
      super("Nobody is logged in", null, false, false);
    }
  }

  /** A browser says where a change comes from; what says nothing is no browser. */
  private static void requireOwnPage(Call call, Route.Access access) {
    Optional<String> origin = call.header("Origin");
    Optional<String> site = call.header("Sec-Fetch-Site");
    boolean own =
        origin.map(from -> isOwn(from, call)).orElse(true)
            && site.map("same-origin"::equals).orElse(true);
    boolean said = origin.isPresent() || site.isPresent();
    boolean fits = access == Route.Access.PROGRAM ? !said : own && said;
    if (!fits) {
      throw new HttpProblem(403, "A change must come from a page of the control plane itself");
    }
  }

  private static boolean isOwn(String origin, Call call) {
    String host = call.header("Host").orElse("").toLowerCase(Locale.ROOT);
    String from = origin.toLowerCase(Locale.ROOT);
    return from.equals("http://" + host) || from.equals("https://" + host);
  }

  private boolean showsItsToken(Call call, Session session) {
    return call.header(FORM_HEADER)
        .or(() -> call.form().value(FORM_FIELD))
        .filter(token -> sessions.accepts(session, token))
        .isPresent();
  }

  /** Without the port; an IPv6 address without its brackets. */
  private static String nameOf(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
