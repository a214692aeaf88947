package dev.otto.controlplane.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses of things that one page names and another shows. */
public final class Links {
  private Links() {}

  public static String job(String id) {
    return "/jobs/" + encode(id);
  }

  public static String run(String jobId, String runId) {
    return job(jobId) + "/runs/" + encode(runId);
  }

  /** Returns the address of a search for models. */
  public static String models(String search) {
    return "/models?search=" + encode(search);
  }

  /** Encodes a path segment or a query value. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
