package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Calls to one OpenCode server. No two calls share a connection at a time, so that the deadline of
 * each, or another thread, can end it at any moment by closing the socket: {@code
 * HttpURLConnection.disconnect} waits for a silent server once the headers are there, and the newer
 * client of the JDK cannot be closed on Java 17. Nothing but a GET is ever sent twice, and that
 * only where the connection that the call before had left was closed meanwhile.
 */
public final class OpenCodeHttp {
  static final String REFUSES_PASSWORD =
      "refuses Otto's password; give Otto the user and password that OpenCode was started with";

  private static final Duration OLD_WAIT = Duration.ofSeconds(2);
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

  private final URI base;
  private final Optional<String> authorization;

  /** The credentials that the server requires if {@code OPENCODE_SERVER_PASSWORD} is set. */
  public record Credentials(String user, String password) {

    /** Returns credentials with OpenCode's default user. */
    public static Credentials of(String password) {
      return new Credentials("opencode", password);
    }

    String header() {
      byte[] both = (user + ":" + password).getBytes(UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
      return "Credentials[" + user + ", hidden]";
    }
  }

  /** A complete response; responses are not compared. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Response(int status, String contentType, byte[] body) {

    /**
     * Reports whether the response is JSON; false for the page that OpenCode sends, with status
     * 200, for an unknown path.
     */
    public boolean isJson() {
      return mediaType(contentType).equals("application/json");
    }
  }

  /**
   * @param base {@code http} or {@code https}, a host, and perhaps a port and a path before
   *     OpenCode's own
   * @throws IllegalArgumentException if it is anything else
   */
  public OpenCodeHttp(URI base, Optional<Credentials> credentials) {
    this.base = checked(base);
    this.authorization = credentials.map(Credentials::header);
  }

  private static URI checked(URI base) {
    if (base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the OpenCode URL contains a user or password; use the separate settings for them");
    }
    String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("http") || scheme.equals("https");
    if (!http || base.getHost() == null || base.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "\"" + base + "\" is not a URL of OpenCode; write for example http://127.0.0.1:4096");
    }
    return URI.create(base.toString().replaceFirst("(#.*)?$", "").replaceFirst("/+$", ""));
  }

  /** Returns the address for messages, without credentials. */
  public String address() {
    return base.toString();
  }

  /**
   * Sends a request and reads the whole response.
   *
   * @param body JSON
   * @param total from here to the last byte of the answer
   */
  public Response request(String method, String path, Optional<byte[]> body, Duration total)
      throws OpenCodeCallException {
    try (var call = call(method, path, body, total)) {
      return call.send();
    }
  }

  /**
   * Reports whether this is an OpenCode before 1.1.11, which has a configuration but nothing that
   * tells its health.
   */
  boolean isTooOld() {
    try {
      Response health = request("GET", "/global/health", Optional.empty(), OLD_WAIT);
      boolean unknown = health.status() == 404 || (health.status() == 200 && !health.isJson());
      return unknown && isJsonAt("/config");
    } catch (OpenCodeCallException e) {
      return false;
    }
  }

  private boolean isJsonAt(String path) throws OpenCodeCallException {
    Response answer = request("GET", path, Optional.empty(), OLD_WAIT);
    return answer.status() == 200 && answer.isJson();
  }

  /** Returns a sentence about an OpenCode that is too old. */
  String tooOld() {
    return "OpenCode at "
        + address()
        + " is older than 1.1.11, the oldest version that Otto works with; update it";
  }

  /**
   * Reports whether the server answers without the credentials that were given for it; false if
   * none were given.
   */
  boolean ignoresCredentials() {
    if (authorization.isEmpty()) {
      return false;
    }
    try {
      var anonymous = new OpenCodeHttp(base, Optional.empty());
      Response health = anonymous.request("GET", "/global/health", Optional.empty(), OLD_WAIT);
      return health.status() == 200 && health.isJson();
    } catch (OpenCodeCallException e) {
      return false;
    }
  }

  /**
   * Returns the request as an object, for a response read as it arrives or a call that may be
   * cancelled.
   */
  public OpenCodeCall call(String method, String path, Optional<byte[]> body, Duration total) {
    return call(method, path, body, Deadline.inTotal(total));
  }

  private OpenCodeCall call(String method, String path, Optional<byte[]> body, Deadline deadline) {
    return call(method, path, body, deadline, Optional.empty());
  }

  /**
   * Returns the request as an object.
   *
   * @param kept takes the connection when the call is over; a GET is sent on the one it holds
   */
  OpenCodeCall call(
      String method,
      String path,
      Optional<byte[]> body,
      Deadline deadline,
      Optional<KeptConnection> kept) {
    var request = new HttpRequest(method, target(path), "application/json", authorization, body);
    return new OpenCodeCall(request, deadline, kept);
  }

  /**
   * Opens {@code GET /global/event}. It has no total limit; OpenCode sends a heartbeat every ten
   * seconds, and a silence of thirty ends the stream.
   */
  public OpenCodeEvents events() throws OpenCodeCallException {
    return OpenCodeEvents.open(eventsCall());
  }

  /** Returns the call of {@link #events}, which can be cancelled before it is answered. */
  OpenCodeCall eventsCall() {
    URI target = target("/global/event");
    var request =
        new HttpRequest("GET", target, OpenCodeEvents.TYPE, authorization, Optional.empty());
    return new OpenCodeCall(request, Deadline.perRead(MAX_SILENCE), Optional.empty());
  }

  private URI target(String path) {
    return URI.create(base + path);
  }

  static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
