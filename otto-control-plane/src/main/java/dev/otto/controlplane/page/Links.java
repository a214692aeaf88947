package dev.otto.controlplane.page;

import dev.otto.web.Form;

/** The addresses of things that one page names and another shows. */
public final class Links {
  public static final String JOBS = "/jobs";
  public static final String RUNS = "/runs";
  public static final String NEW_JOB = "/new-job";
  public static final String CHECK_JOB = "/new-job/check";
  public static final String CHANGE_JOBS = "/change-jobs";
  public static final String SET_MODELS = "/change-jobs/models";
  public static final String REPLACE = "/models/replace";
  public static final String MODEL = "/model";

  private Links() {}

  /** Returns the address of a job's page; its id may contain anything. */
  public static String job(String id) {
    return JOBS + "/" + Form.encode(id);
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
    return NEW_JOB + "?from=" + Form.encode(id);
  }

  /** Returns the address of all that a flow asks for. */
  public static String flow(String key) {
    return "/models/flows/" + Form.encode(key);
  }

  /** Returns the address of a form that puts another model in the place of this one. */
  public static String replace(String ref) {
    return REPLACE + "?from=" + Form.encode(ref);
  }

  /** Returns the address that takes a replacement back. */
  public static String undoReplacement(long id) {
    return REPLACE + "/" + id + "/undo";
  }

  /** Returns the address of a model's page. */
  public static String model(String ref) {
    return MODEL + "?ref=" + Form.encode(ref);
  }

  public static String run(String jobId, String runId) {
    return job(jobId) + "/runs/" + Form.encode(runId);
  }

  /** Returns an address below a run's page: {@code abort}, {@code prompt.txt} and so on. */
  public static String run(String jobId, String runId, String what) {
    return run(jobId, runId) + "/" + what;
  }

  /** Returns the address of a conversation about a run. */
  public static String talk(String runId) {
    return "/assistant?run=" + Form.encode(runId);
  }

  /** Returns an address of a node: {@code drain} or {@code resume}. */
  public static String node(String id, String what) {
    return "/nodes/" + Form.encode(id) + "/" + what;
  }

  /** Returns the address of a search for models. */
  public static String models(String search) {
    return "/models?search=" + Form.encode(search);
  }
}
