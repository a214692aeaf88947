package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages of jobs without a script: what their tests have in common. */
abstract class JobsOnPages extends PageTest {
  static final String MODEL = "basalt/basalt-4-large";

  static Map<String, String> cadence(String id) {
    var job = new LinkedHashMap<String, String>();
    job.put("id", id);
    job.put("schedule", "cadence");
    job.put("cadenceMinutes", "60");
    job.put("runAt", "2031-01-01T12:00");
    job.put("type", "prompt");
    return job;
  }

  void create(Map<String, String> job) throws Exception {
    HttpResponse<String> answer = send("/new-job", job);
    assertEquals(303, answer.statusCode(), answer.body());
  }

  HttpResponse<String> send(String path, Map<String, String> fields) throws Exception {
    visitor.get("/new-job");
    var all = new LinkedHashMap<String, String>();
    all.put("prompt", "Say hello.");
    all.put("timeZone", "Europe/Berlin");
    all.putAll(fields);
    return visitor.post(path, all);
  }

  String page(String path) throws Exception {
    HttpResponse<String> answer = visitor.get(path);
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  static String errorOf(String page, String field) {
    return first("id=\"(?:f|pick)-" + field + "-hint\" class=\"error\">([^<]*)<", page);
  }

  static String base(String page) {
    return hidden(page, "base");
  }

  static String hidden(String page, String name) {
    return first("name=\"" + name + "\" value=\"([^\"]*)\"", page)
        .replace("&#34;", "\"")
        .replace("&amp;", "&")
        .replace("&#39;", "'");
  }

  static String first(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? found.group(1) : "";
  }
}
