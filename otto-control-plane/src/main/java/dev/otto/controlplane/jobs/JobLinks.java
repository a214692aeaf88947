package dev.otto.controlplane.jobs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The addresses of the jobs' pages; a job's id may contain anything. */
public final class JobLinks {
  public static final String LIST = "/jobs";
  public static final String NEW = "/new-job";
  public static final String CHECK = "/new-job/check";
  public static final String BULK = "/change-jobs";
  public static final String BULK_UNDO = "/change-jobs/undo";

  private JobLinks() {}

  /** Returns the address of a job's page. */
  public static String job(String id) {
    return LIST + "/" + encode(id);
  }

  /** Returns an address below a job's page: {@code edit}, {@code cancel}, {@code run} and so on. */
  public static String job(String id, String what) {
    return job(id) + "/" + what;
  }

  /** Returns the address of a page of its history. */
  public static String history(String id, int page) {
    return page <= 1 ? job(id) : job(id) + "?page=" + page;
  }

  /** Returns the address of a form that begins as a copy of a job. */
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
