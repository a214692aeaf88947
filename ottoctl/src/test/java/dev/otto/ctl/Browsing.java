package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An operator at the control plane, in a browser without scripts. */
final class Browsing implements AutoCloseable {
  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  private Browsing(String base) {
    this.base = base;
  }

  static Browsing loggedIn(String base, String token) throws Exception {
    var browsing = new Browsing(base);
    browsing.send("/login", "token", token);
    return browsing;
  }

  /** Opens a page and sends its form, whose hidden fields are sent with it. */
  void fillIn(String path, String... fields) throws Exception {
    String page = get(path);
    send(path, Stream.concat(hidden(page), Stream.of(fields)).toArray(String[]::new));
  }

  private static Stream<String> hidden(String page) {
    String form = page.substring(page.lastIndexOf("<form method=\"post\" action="));
    return Stream.of("_form", "tag", "base")
        .flatMap(
            name -> value(form, name).map(value -> Stream.of(name, value)).orElse(Stream.of()));
  }

  private static Optional<String> value(String html, String name) {
    Matcher found = Pattern.compile("name=\"" + name + "\" value=\"([^\"]*)\"").matcher(html);
    return found.find()
        ? Optional.of(found.group(1).replace("&#34;", "\"").replace("&amp;", "&"))
        : Optional.empty();
  }

  private String get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private void send(String path, String... fields) throws Exception {
    var body =
        Stream.iterate(0, i -> i < fields.length, i -> i + 2)
            .map(i -> encode(fields[i]) + "=" + encode(fields[i + 1]))
            .collect(Collectors.joining("&"));
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Origin", base)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body));
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertEquals(303, answer.statusCode(), answer.body());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
