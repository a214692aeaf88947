package dev.otto.controlplane.it;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who looks at the control plane in a browser without scripts. */
final class Visitor implements AutoCloseable {
  private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_form\" value=\"([^\"]+)\"");

  private final String base;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final List<String> seen = new ArrayList<>();
  private String formToken = "";

  Visitor(String base) {
    this.base = base;
  }

  /** Opens a page. */
  HttpResponse<String> get(String path, String... headers) throws Exception {
    return remember(send(request(path, headers).GET()));
  }

  /** Sends a form of the page that was opened last. */
  HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
    return post(path, fields, "Origin", base, "Sec-Fetch-Site", "same-origin");
  }

  /** The same with a chain of fallbacks and the place of each. */
  HttpResponse<String> post(
      String path, Map<String, String> fields, List<String> chain, List<String> places)
      throws Exception {
    var all = new LinkedHashMap<>(fields);
    all.putIfAbsent("_form", formToken);
    String rows =
        chain.stream().map(ref -> "&fallbacks=" + encode(ref)).collect(Collectors.joining())
            + places.stream().map(place -> "&fallbackPlace=" + place).collect(Collectors.joining());
    return send(
        request(path, "Origin", base, "Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encode(all) + rows)));
  }

  /** The same with headers of a request that comes from elsewhere. */
  HttpResponse<String> post(String path, Map<String, String> fields, String... headers)
      throws Exception {
    var all = new LinkedHashMap<>(fields);
    all.putIfAbsent("_form", formToken);
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encode(all))));
  }

  /** The same as the script of the page sends it. */
  HttpResponse<String> postAsScript(String path, Map<String, String> fields) throws Exception {
    return post(
        path, fields, "Origin", base, "Sec-Fetch-Site", "same-origin", "HX-Request", "true");
  }

  /** As {@code ottoctl} and other programs ask. */
  HttpResponse<String> postAsProgram(String path, String... headers) throws Exception {
    return send(request(path, headers).POST(BodyPublishers.noBody()));
  }

  Visitor logIn(String token) throws Exception {
    HttpResponse<String> answer = post("/login", Map.of("token", token));
    if (answer.statusCode() != 303) {
      throw new AssertionError("The login was refused with " + answer.statusCode());
    }
    get("/models");
    return this;
  }

  /** As an open page does. */
  LiveStream listen() throws Exception {
    var response = http.send(request("/live").GET().build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError("The events were refused with " + response.statusCode());
    }
    return LiveStream.of(response.body());
  }

  /** The value of the session's cookie. */
  String session() {
    return cookies.getCookieStore().getCookies().getFirst().getValue();
  }

  /** Everything that it was ever sent, headers but those of cookies included. */
  String everythingSeen() {
    return String.join("\n", seen);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(base + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    String headers =
        response.headers().map().entrySet().stream()
            .filter(header -> !header.getKey().equalsIgnoreCase("set-cookie"))
            .map(Object::toString)
            .collect(Collectors.joining("\n"));
    seen.add(response.uri() + "\n" + headers + "\n" + response.body());
    return response;
  }

  private HttpResponse<String> remember(HttpResponse<String> response) {
    Matcher token = FORM_TOKEN.matcher(response.body());
    if (token.find()) {
      formToken = token.group(1);
    }
    return response;
  }

  private static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
