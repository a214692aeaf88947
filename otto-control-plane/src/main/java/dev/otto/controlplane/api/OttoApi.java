package dev.otto.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The whole HTTP contract as the pages use it: one method for each thing they ask. */
public final class OttoApi {
  /** A prompt may take minutes; everything else answers long before. */
  private static final Duration PROMPT = Duration.ofMinutes(15);

  private static final Duration REFRESH = Duration.ofMinutes(2);

  private final OttoHttp http;
  private final CatalogCopy catalog;

  public OttoApi(OttoHttp http) {
    this.http = http;
    this.catalog = new CatalogCopy(http);
  }

  // Models

  /** All models with their details; the same object as long as Otto's catalog stays the same. */
  public Result<Catalog> catalog() {
    return catalog.current();
  }

  /** Has Otto ask OpenCode for its models. */
  public Result<Refreshed> refresh() {
    return http.send(post("/external/models/refresh", object()).within(REFRESH), Refreshed.class);
  }

  /** With the tag to be given to {@link #changeFlowDefaults}. */
  public Result<FlowDefaults> flowDefaults() {
    return http.send(get("/external/models/defaults"), FlowDefaults.class);
  }

  /** Changes these flows, unless something else has changed them since the tag was read. */
  public Result<FlowDefaults> changeFlowDefaults(
      Map<Flow, @Nullable String> values, Optional<String> tag, Wish wish) {
    ObjectNode body = object();
    ObjectNode flows = body.putObject("flowDefaults");
    values.forEach((flow, ref) -> flows.put(flow.key(), ref));
    var request = new Request("PATCH", "/external/models/defaults" + wish.query()).with(body);
    return http.send(tag.map(request::ifMatch).orElse(request), FlowDefaults.class);
  }

  public Result<Resolved> resolveFlow(Flow flow) {
    return http.send(get("/external/models/resolve?flow=" + flow.key()), Resolved.class);
  }

  public Result<Resolved> resolveJob(String jobId) {
    return http.send(get("/external/models/resolve?jobId=" + encode(jobId)), Resolved.class);
  }

  /** What the job's next run would use if this model were gone. */
  public Result<Resolved> resolveJobWithout(String jobId, String ref) {
    String query = "?jobId=" + encode(jobId) + "&without=" + encode(ref);
    return http.send(get("/external/models/resolve" + query), Resolved.class);
  }

  private record Usage(List<ModelUse> models) {}

  /** Every model that somebody names or that ran lately. */
  public Result<List<ModelUse>> usage() {
    return http.send(get("/external/models/usage"), Usage.class).map(Usage::models);
  }

  // Jobs

  /**
   * Some of the jobs.
   *
   * @param filter any of status, search, limit, cursor
   */
  public Result<JobPage> jobs(Map<String, String> filter) {
    return http.send(get("/external/jobs" + query(filter)), JobPage.class);
  }

  private record OneJob(JobDetail job) {}

  public Result<JobDetail> job(String id) {
    return http.send(get(jobPath(id)), OneJob.class).map(OneJob::job);
  }

  public Result<JobChange> createJob(ObjectNode job, Wish wish) {
    return http.send(post("/external/jobs" + wish.query(), job), JobChange.class);
  }

  /** Changes the fields that are given and keeps the others. */
  public Result<JobChange> updateJob(String id, ObjectNode change, Wish wish) {
    return http.send(
        new Request("PATCH", jobPath(id) + wish.query()).with(change), JobChange.class);
  }

  /** The same, only where the job is still the one that had this tag. */
  public Result<JobChange> updateJob(String id, ObjectNode change, Wish wish, String tag) {
    return http.send(
        new Request("PATCH", jobPath(id) + wish.query()).with(change).ifMatch(tag),
        JobChange.class);
  }

  public Result<JobChange> cancelJob(String id, Optional<String> reason) {
    ObjectNode body = object();
    reason.ifPresent(text -> body.put("reason", text));
    return http.send(new Request("DELETE", jobPath(id)).with(body), JobChange.class);
  }

  public Result<JobChange> runNow(String id) {
    return http.send(post(jobPath(id) + "/run-now", object()), JobChange.class);
  }

  public Result<JobAudit> jobAudit(String id, int limit) {
    return http.send(get(jobPath(id) + "/audit?limit=" + limit), JobAudit.class);
  }

  // Runs

  public Result<RunPage> runs(String jobId, int limit, int offset) {
    return http.send(
        get(jobPath(jobId) + "/runs?limit=" + limit + "&offset=" + offset), RunPage.class);
  }

  /**
   * The last runs of some of the jobs.
   *
   * @param filter any of limit, cursor
   */
  public Result<LastRunPage> lastRuns(Map<String, String> filter) {
    return http.send(get("/external/runs/last-of-jobs" + query(filter)), LastRunPage.class);
  }

  private record OneRun(Run run) {}

  public Result<Run> run(String jobId, String runId) {
    return http.send(get(runPath(jobId, runId)), OneRun.class).map(OneRun::run);
  }

  public Result<JsonNode> abort(String jobId, String runId) {
    return http.send(post(runPath(jobId, runId) + "/abort", object()), JsonNode.class);
  }

  private record LatestRuns(List<Run> runs) {}

  /** The last runs that did not get the model they wanted, newest first. */
  public Result<List<Run>> latestFallbacks(int limit) {
    return http.send(get("/external/runs?fallback=true&limit=" + limit), LatestRuns.class)
        .map(LatestRuns::runs);
  }

  /** What the runs of the last hours add up to. */
  public Result<Stats> stats(int hours) {
    return http.send(get("/external/stats?hours=" + hours), Stats.class);
  }

  // System

  public Result<SystemStatus> status() {
    return http.send(get("/external/system/status"), SystemStatus.class);
  }

  private record AuditPage(List<AuditEntry> entries) {}

  /**
   * Newest first.
   *
   * @param filter any of surface, search, limit, before
   */
  public Result<List<AuditEntry>> audit(Map<String, String> filter) {
    return http.send(get("/external/audit" + query(filter)), AuditPage.class)
        .map(AuditPage::entries);
  }

  private record OneProfile(ObjectNode profile) {}

  /** The notification profile, field by field as on the wire. */
  public Result<ObjectNode> notificationProfile() {
    return http.send(get("/external/settings/notification-profile"), OneProfile.class)
        .map(OneProfile::profile);
  }

  /** Changes the fields that are given and keeps the others. */
  public Result<ProfileChange> changeNotificationProfile(ObjectNode change) {
    return http.send(
        new Request("PUT", "/external/settings/notification-profile").with(change),
        ProfileChange.class);
  }

  private record Notes(List<Note> notifications) {}

  /** What the operator was told lately, newest first. */
  public Result<List<Note>> notifications(int limit) {
    return http.send(get("/external/notifications?limit=" + limit), Notes.class)
        .map(Notes::notifications);
  }

  // The assistant

  /** Asks and waits for the answer; without a session a new conversation begins. */
  public Result<AssistantReply> ask(String text, Optional<String> sessionId) {
    ObjectNode body = object().put("text", text);
    sessionId.ifPresent(id -> body.put("sessionId", id));
    return http.send(
        post("/external/assistant/messages", body).within(PROMPT), AssistantReply.class);
  }

  // How they are asked

  private static Request get(String path) {
    return new Request("GET", path);
  }

  private static Request post(String path, ObjectNode body) {
    return new Request("POST", path).with(body);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String jobPath(String id) {
    return "/external/jobs/" + encode(id);
  }

  private static String runPath(String jobId, String runId) {
    return jobPath(jobId) + "/runs/" + encode(runId);
  }

  private static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(one -> one.getKey() + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
