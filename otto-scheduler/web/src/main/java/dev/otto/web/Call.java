package dev.otto.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.wire.ErrorCode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request as guards and handlers see it. */
public final class Call {
  /** {@code Authorization: Bearer …}, with the token as its only group. */
  public static final Pattern BEARER = Pattern.compile("(?i)\\s*bearer\\s+(\\S+)\\s*");

  static final int MAX_BODY = 1024 * 1024;

  /**
   * The largest body that is read to its end although it is refused: a connection that is closed
   * while its client sends may lose the answer on the way.
   */
  static final int MAX_REFUSED_BODY = 16 * MAX_BODY;

  private static final long CLAIM_WAIT_MILLIS = 2_000;

  private static final Pattern CLOSE = Pattern.compile("(?i)(^|[,\\s])close($|[,\\s])");

  /** A token of HTTP, which the name of a method has to be. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final ServerRequest request;
  private final Connection connection;
  private final ByteBudget bodies;
  private final ByteBudget answers;
  private ByteBudget.Claim claim = ByteBudget.Claim.NONE;
  private ByteBudget.Claim making = ByteBudget.Claim.NONE;
  private Router.@Nullable Match match;
  private @Nullable Form query;
  private @Nullable Form form;
  private @Nullable Object principal;
  private boolean bodyEnds;

  /**
   * @param bodies the bytes of large bodies that may be in memory
   * @param answers the same of answers
   */
  Call(ServerRequest request, Connection connection, ByteBudget bodies, ByteBudget answers) {
    this.request = request;
    this.connection = connection;
    this.bodies = bodies;
    this.answers = answers;
  }

  /**
   * Takes the memory for making a large answer, at most once, before it is made.
   *
   * @throws ApiException if there is not that much
   */
  public void claim(long bytes) {
    making = answers.take(bytes, 0, TimeUnit.MILLISECONDS);
  }

  /** Gives back what making the answer took; from here on it counts as it is. */
  void made() {
    making.close();
    making = ByteBudget.Claim.NONE;
  }

  /** Gives back what its body took. */
  void release() {
    claim.close();
    claim = ByteBudget.Claim.NONE;
  }

  /** Returns the stream, with each of its writes watched. */
  OutputStream watched(OutputStream out) {
    return new WatchedOutput(out, connection);
  }

  // The address

  public String method() {
    return request.prologue().method().text();
  }

  /** Reports whether it is a GET, or a HEAD that asks what GET would answer. */
  public boolean onlyReads() {
    return method().equals("GET") || method().equals("HEAD");
  }

  /** Returns the path without the query, still encoded. */
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  /** Returns the path with its query, as it was asked for. */
  public String address() {
    String raw = request.query().rawValue();
    return raw.isEmpty() ? path() : path() + "?" + raw;
  }

  void matched(Router.Match match) {
    this.match = match;
  }

  /** Returns the route that answers; empty if there is none, or none was looked for yet. */
  public Optional<Route> route() {
    return Optional.ofNullable(match).map(Router.Match::route);
  }

  /** Returns a parameter of the route, decoded. */
  public String parameter(String name) {
    if (match == null) {
      throw new IllegalStateException("No route was found for this call");
    }
    return match.parameter(name);
  }

  // The query

  /** Returns the parameters behind the question mark. */
  public Form query() {
    if (query == null) {
      query = Form.parse(request.query().rawValue());
    }
    return query;
  }

  /** Returns a parameter of the query as it was sent; an empty one counts as absent. */
  public Optional<String> query(String name) {
    return Optional.of(query().typed(name)).filter(value -> !value.isEmpty());
  }

  /** Returns a whole number within bounds, or the default if the parameter is absent. */
  public int query(String name, int least, int most, int otherwise) {
    return query(name).map(text -> number(name, text, least, most)).orElse(otherwise);
  }

  private static int number(String name, String text, int least, int most) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below: wrong text and a number out of bounds are the same mistake to the caller.
    }
    throw ApiException.invalid(
        name,
        name + " must be a whole number from " + least + " to " + most + ", not \"" + text + "\"");
  }

  /** Returns a parameter that is {@code true} or {@code false}; false if it is absent. */
  public boolean flag(String name) {
    return query(name)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw ApiException.invalid(
                          name, name + " must be true or false, not \"" + text + "\"");
                })
        .orElse(false);
  }

  /** Reports whether the caller only wants to know what would happen. */
  public boolean dryRun() {
    return flag("dryRun");
  }

  // The headers

  public Optional<String> header(String name) {
    return header(HeaderNames.create(name));
  }

  Optional<String> header(HeaderName name) {
    return request.headers().first(name);
  }

  /** Returns each {@code Authorization} header, in their order. */
  public List<String> authorization() {
    return request.headers().all(HeaderNames.AUTHORIZATION, List::of);
  }

  /** Returns the token of {@code Authorization: Bearer}. */
  public Optional<String> bearer() {
    return header(HeaderNames.AUTHORIZATION)
        .map(BEARER::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1));
  }

  /** Returns the {@code Host} header; an empty text if it is missing. */
  public String host() {
    return header(HeaderNames.HOST).orElse("");
  }

  /** Returns the tags of {@code If-Match}, if the caller sent any. */
  public Optional<String> ifMatch() {
    return header(HeaderNames.IF_MATCH);
  }

  /** Reports whether the caller has this state already, by {@code If-None-Match}. */
  public boolean has(ETag tag) {
    return header(HeaderNames.IF_NONE_MATCH).filter(tag::isIn).isPresent();
  }

  /** Returns the value of a cookie. */
  public Optional<String> cookie(String name) {
    return request.headers().all(HeaderNames.COOKIE, List::of).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  boolean takesGzip() {
    return header(HeaderNames.ACCEPT_ENCODING)
        .filter(accepted -> accepted.contains("gzip"))
        .filter(accepted -> !accepted.replace(" ", "").matches(".*gzip;q=0(\\.0*)?(,.*)?"))
        .isPresent();
  }

  /** Reports whether the client wants the connection closed after the answer. */
  boolean isTheLast() {
    return header(HeaderNames.CONNECTION).filter(value -> CLOSE.matcher(value).find()).isPresent();
  }

  // Who asks

  /** Returns the address of the machine that asks. */
  public String peer() {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "unknown";
  }

  /** Returns the number of this request, counted by the server. */
  public int number() {
    return request.id();
  }

  /** Records who asks, as a guard found out. */
  public void identify(Object principal) {
    this.principal = principal;
  }

  /** Keeps the connection when others have to give way, as a guard knows who asks. */
  public void trust() {
    connection.trust();
  }

  /** Returns who asks, if a guard found out and it is one of these. */
  public <T> Optional<T> principal(Class<T> type) {
    return Optional.ofNullable(principal).filter(type::isInstance).map(type::cast);
  }

  // The body

  /** Reads the body, which must be a JSON object; an absent one counts as an empty object. */
  public ObjectNode body() throws IOException {
    byte[] bytes = bytes();
    if (bytes.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    requireJson();
    if (json(bytes) instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid("The body must be a JSON object");
  }

  /** Reads the body like {@link #body}, for requests that mean nothing without one. */
  public ObjectNode requiredBody() throws IOException {
    ObjectNode body = body();
    if (body.isEmpty() && !hasBody()) {
      throw ApiException.invalid("The body is missing; send a JSON object");
    }
    return body;
  }

  private void requireJson() {
    String type = header(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    String essence = type.split(";", 2)[0].strip();
    boolean json = essence.equals("application/json") || essence.endsWith("+json");
    boolean utf8 = !type.contains("charset=") || type.contains("utf-8") || type.contains("utf8");
    if (!json || !utf8) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The body must be JSON in UTF-8; send Content-Type: application/json");
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return Json.read(body, JsonNode.class);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw ApiException.invalid("The body is not valid JSON" + where + "; send one JSON object");
    } catch (IOException e) {
      throw ApiException.invalid("The body is not valid UTF-8; send one JSON object in UTF-8");
    }
  }

  /** Reads the fields of a form; none if none was sent. */
  public Form form() {
    if (form == null) {
      form = readForm();
    }
    return form;
  }

  private Form readForm() {
    boolean isForm =
        header(HeaderNames.CONTENT_TYPE)
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    try {
      return Form.parse(isForm ? new String(bytes(), StandardCharsets.UTF_8) : "");
    } catch (IOException e) {
      throw ApiException.invalid("The form arrived incomplete; send it again");
    }
  }

  private byte[] bytes() throws IOException {
    if (!hasBody()) {
      return new byte[0];
    }
    if (announcedLength() > MAX_BODY) {
      // Helidon answers, and then reads what was not read.
      throw tooLarge(Map.of());
    }
    byte[] bytes;
    bodyEnds = false;
    try (InputStream in = request.content().inputStream()) {
      claimFor(in);
      bytes = in.readNBytes(MAX_BODY + 1);
    }
    bodyEnds = true;
    if (bytes.length > MAX_BODY) {
      throw tooLarge(Map.of("Connection", "close"));
    }
    return bytes;
  }

  private static ApiException tooLarge(Map<String, String> headers) {
    return new ApiException(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The body is larger than the allowed 1 MiB",
        List.of(),
        headers);
  }

  private void claimFor(InputStream in) throws IOException {
    try {
      claim = bodies.take(announcedLength(), CLAIM_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ApiException e) {
      // Read and thrown away, as many a client only looks at an answer once it has sent everything.
      in.transferTo(OutputStream.nullOutputStream());
      throw e;
    }
  }

  /** Returns the length of the body; the longest allowed one if it is in chunks. */
  private long announcedLength() {
    return request.headers().contentLength().orElse(MAX_BODY);
  }

  /**
   * Reads what the client still sends, up to {@link #MAX_REFUSED_BODY}, before a connection is
   * closed behind an answer; not where nobody can tell where the body ends.
   */
  void readAway() {
    if (!bodyEnds) {
      return;
    }
    try {
      request.content().consume();
    } catch (RuntimeException e) {
      // A client that is gone, too slow, or sends too much; the connection is closed in any case.
    }
  }

  private boolean hasBody() {
    return request.content().hasEntity();
  }

  // Its form

  /** Refuses a method that cannot be one. */
  void requireMethod() {
    if (!TOKEN.matcher(method()).matches()) {
      throw new ApiException(
          ErrorCode.INVALID_REQUEST,
          "The method is no word that HTTP allows; send GET, POST or another",
          List.of(),
          Map.of("Connection", "close"));
    }
  }

  /** Refuses a body whose length is said in two ways, which is how requests are smuggled. */
  void requirePlainFraming() {
    var headers = request.headers();
    boolean chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
    if (!chunked && !headers.contains(HeaderNames.CONTENT_LENGTH)) {
      return;
    }
    List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
    boolean wrongLength =
        lengths.size() > 1 || lengths.stream().anyMatch(length -> !length.matches("[0-9]{1,18}"));
    boolean wrongEncoding =
        chunked && !headers.all(HeaderNames.TRANSFER_ENCODING, List::of).equals(List.of("chunked"));
    if (wrongLength || wrongEncoding || (chunked && !lengths.isEmpty())) {
      throw new ApiException(
          ErrorCode.INVALID_REQUEST,
          "The length of the body is not clear; send one Content-Length or"
              + " Transfer-Encoding: chunked",
          List.of(),
          Map.of("Connection", "close"));
    }
    bodyEnds = true;
  }

  /**
   * Reports whether the request announces a body but says neither how long it is nor that it is
   * chunked, as some clients do with DELETE: what follows the headers is noise, and only closing
   * the connection keeps it from being read as the next request.
   */
  boolean framingIsDoubtful() {
    return !hasBody() && request.headers().contains(HeaderNames.CONTENT_TYPE);
  }
}
