package dev.otto.controlplane.jobs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses of these pages; the id of a job may hold anything. */
public final class JobLinks {
  public static final String LIST = "/jobs";
  public static final String NEW = "/new-job";
  public static final String CHECK = "/new-job/check";
  public static final String BULK = "/change-jobs";
  public static final String BULK_UNDO = "/change-jobs/undo";

  private JobLinks() {}

  /** The page of a job. */
  public static String job(String id) {
    return LIST + "/" + encode(id);
  }

  /** Something of a job: {@code edit}, {@code cancel}, {@code run} and so on. */
  public static String job(String id, String what) {
    return job(id) + "/" + what;
  }

  /** A page of its history. */
  public static String history(String id, int page) {
    return page <= 1 ? job(id) : job(id) + "?page=" + page;
  }

  /** A form that begins as a copy of a job. */
  public static String copyOf(String id) {
    return NEW + "?from=" + encode(id);
  }

  public static String run(String jobId, String runId) {
    return job(jobId) + "/runs/" + encode(runId);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
