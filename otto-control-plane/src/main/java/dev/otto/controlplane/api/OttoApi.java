package dev.otto.controlplane.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.web.Form;
import dev.otto.wire.Aborting;
import dev.otto.wire.AssistantReply;
import dev.otto.wire.AuditItem;
import dev.otto.wire.AuditPage;
import dev.otto.wire.BudgetsAnswer;
import dev.otto.wire.CheckAnswer;
import dev.otto.wire.CheckAnswer.CheckedModel;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowDefaultsBody;
import dev.otto.wire.JobAnswer;
import dev.otto.wire.JobAudit;
import dev.otto.wire.JobChanges;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobMutation;
import dev.otto.wire.JobPage;
import dev.otto.wire.LastRuns;
import dev.otto.wire.LatestRuns;
import dev.otto.wire.NodeItem;
import dev.otto.wire.NodesAnswer;
import dev.otto.wire.NotificationPage;
import dev.otto.wire.NotificationPage.NotificationItem;
import dev.otto.wire.ProfileAnswer;
import dev.otto.wire.ProfileChanged;
import dev.otto.wire.ProfileItem;
import dev.otto.wire.RefreshAnswer;
import dev.otto.wire.ReplaceAnswer;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.RunAnswer;
import dev.otto.wire.RunContext;
import dev.otto.wire.RunItem;
import dev.otto.wire.RunPage;
import dev.otto.wire.Stats;
import dev.otto.wire.SystemStatus;
import dev.otto.wire.TranscriptAnswer;
import dev.otto.wire.UsageAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole HTTP contract as the pages use it: one method for each request. */
public final class OttoApi {
  /** The timeout of a prompt, which may take minutes; everything else is answered much sooner. */
  private static final Duration PROMPT = Duration.ofMinutes(15);

  private static final Duration REFRESH = Duration.ofMinutes(2);

  private final OttoHttp http;
  private final CatalogCopy catalog;

  public OttoApi(OttoHttp http) {
    this.http = http;
    this.catalog = new CatalogCopy(http);
  }

  // Models

  /**
   * Returns all models with their details; the same object as long as Otto's catalog is unchanged.
   */
  public Result<Catalog> catalog() {
    return catalog.current();
  }

  /** Makes Otto ask OpenCode for its models. */
  public Result<RefreshAnswer> refresh() {
    return http.send(
        post("/external/models/refresh", object()).within(REFRESH), RefreshAnswer.class);
  }

  /** Asks a model whether it answers, and waits for that. */
  public Result<CheckedModel> checkModel(String ref) {
    ObjectNode body = object();
    body.putArray("modelRefs").add(ref);
    return http.send(post("/external/models/check", body).within(PROMPT), CheckAnswer.class)
        .map(answer -> answer.checks().getFirst());
  }

  /** Returns the defaults with the tag for {@link #changeFlowDefaults}. */
  public Result<FlowDefaultsBody> flowDefaults() {
    return http.send(get("/external/models/defaults"), FlowDefaultsBody.class);
  }

  /** Changes these flows, unless they were changed since the tag was read. */
  public Result<FlowDefaultsBody> changeFlowDefaults(
      Map<Flow, @Nullable String> values, Optional<String> tag, WriteOptions options) {
    ObjectNode body = object();
    ObjectNode flows = body.putObject("flowDefaults");
    values.forEach((flow, ref) -> flows.put(flow.key(), ref));
    var request = new Request("PATCH", "/external/models/defaults" + options.query()).with(body);
    return http.send(tag.map(request::ifMatch).orElse(request), FlowDefaultsBody.class);
  }

  /** Sets all that a flow asks for, unless the defaults were changed since the tag was read. */
  public Result<FlowDefaultsBody> changeFlowChoice(
      Flow flow, ObjectNode choice, String tag, WriteOptions options) {
    ObjectNode body = object();
    body.putObject("flowChoices").set(flow.key(), choice);
    return http.send(
        new Request("PATCH", "/external/models/defaults" + options.query()).with(body).ifMatch(tag),
        FlowDefaultsBody.class);
  }

  public Result<ResolvedModel> resolveJob(String jobId) {
    return http.send(
        get("/external/models/resolve?jobId=" + Form.encode(jobId)), ResolvedModel.class);
  }

  public Result<ResolvedModel> resolveFlow(Flow flow) {
    return http.send(get("/external/models/resolve?flow=" + flow.key()), ResolvedModel.class);
  }

  /** Returns what the job's next run would use without this model. */
  public Result<ResolvedModel> resolveJobWithout(String jobId, String ref) {
    String query = "?jobId=" + Form.encode(jobId) + "&without=" + Form.encode(ref);
    return http.send(get("/external/models/resolve" + query), ResolvedModel.class);
  }

  /**
   * Puts one model in the place of another wherever that is named.
   *
   * @param wanted the fields {@code from} and {@code to}, and any of {@code variant}, {@code force}
   */
  public Result<ReplaceAnswer> replaceModel(ObjectNode wanted, boolean dryRun) {
    return http.send(
        post("/external/models/replace?dryRun=" + dryRun, wanted), ReplaceAnswer.class);
  }

  /** Takes a replacement back where its values still stand. */
  public Result<ReplaceAnswer> undoReplacement(long id) {
    return http.send(
        post("/external/models/replace/" + id + "/undo", object()), ReplaceAnswer.class);
  }

  /** Returns every model that is named or ran lately. */
  public Result<List<UsageAnswer.ModelUse>> usage() {
    return http.send(get("/external/models/usage"), UsageAnswer.class).map(UsageAnswer::models);
  }

  /** Returns the models in use, for a search; none while Otto does not say. */
  public ModelsInUse modelsInUse() {
    return usage().found().map(ModelsInUse::of).orElse(ModelsInUse.NONE);
  }

  // Jobs

  /**
   * Returns a page of the jobs.
   *
   * @param filter any of status, search, limit, cursor
   */
  public Result<JobPage> jobs(Map<String, String> filter) {
    return http.send(get("/external/jobs" + Form.query(filter)), JobPage.class);
  }

  public Result<JobDetail> job(String id) {
    return http.send(get(jobPath(id)), JobAnswer.class).map(JobAnswer::job);
  }

  public Result<JobMutation> createJob(ObjectNode job, WriteOptions options) {
    return http.send(post("/external/jobs" + options.query(), job), JobMutation.class);
  }

  /** Changes the fields that are given and keeps the others. */
  public Result<JobMutation> updateJob(String id, ObjectNode change, WriteOptions options) {
    return http.send(
        new Request("PATCH", jobPath(id) + options.query()).with(change), JobMutation.class);
  }

  /** Changes the fields only if the job still has this tag. */
  public Result<JobMutation> updateJob(
      String id, ObjectNode change, WriteOptions options, String tag) {
    return http.send(
        new Request("PATCH", jobPath(id) + options.query()).with(change).ifMatch(tag),
        JobMutation.class);
  }

  /**
   * Changes many jobs at once, each by itself.
   *
   * @param changes at most 1,000, each for one job as the contract has it
   */
  public Result<JobChanges> updateJobs(List<ObjectNode> changes, WriteOptions options) {
    ObjectNode body = object();
    body.putArray("changes").addAll(changes);
    return http.send(
        new Request("PATCH", "/external/jobs" + options.query()).with(body), JobChanges.class);
  }

  /** Deletes a job that is over, with its whole history. */
  public Result<JobMutation> deleteJobForGood(String id) {
    return http.send(new Request("DELETE", jobPath(id) + "?forGood=true"), JobMutation.class);
  }

  public Result<JobMutation> cancelJob(String id, Optional<String> reason) {
    ObjectNode body = object();
    reason.ifPresent(text -> body.put("reason", text));
    return http.send(new Request("DELETE", jobPath(id)).with(body), JobMutation.class);
  }

  /**
   * Runs a job now.
   *
   * @param model of this run alone; empty leaves that to the job
   */
  public Result<JobMutation> runNow(String id, Optional<String> model) {
    String query = model.map(ref -> "?modelRef=" + Form.encode(ref)).orElse("");
    return http.send(post(jobPath(id) + "/run-now" + query, object()), JobMutation.class);
  }

  /** Says that the failure of a job is known; with a time it is snoozed until then. */
  public Result<JobMutation> acknowledge(String id, String reason, Optional<Long> until) {
    ObjectNode body = object().put("reason", reason);
    until.ifPresent(time -> body.put("until", time));
    return http.send(
        new Request("PUT", jobPath(id) + "/acknowledgement").with(body), JobMutation.class);
  }

  public Result<JobMutation> unacknowledge(String id) {
    return http.send(new Request("DELETE", jobPath(id) + "/acknowledgement"), JobMutation.class);
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
   * Returns the last runs of a page of jobs.
   *
   * @param filter any of limit, cursor
   */
  public Result<LastRuns> lastRuns(Map<String, String> filter) {
    return http.send(get("/external/runs/last-of-jobs" + Form.query(filter)), LastRuns.class);
  }

  public Result<RunAnswer> run(String jobId, String runId) {
    return http.send(get(runPath(jobId, runId)), RunAnswer.class);
  }

  /** Returns a run, whatever its job is. */
  public Result<RunAnswer> findRun(String runId) {
    return http.send(get("/external/runs/" + Form.encode(runId)), RunAnswer.class);
  }

  /** Returns the transcript of a run; not found where none is kept. */
  public Result<TranscriptAnswer> transcript(String runId) {
    String path = "/external/runs/" + Form.encode(runId) + "/transcript";
    return http.send(get(path), TranscriptAnswer.class);
  }

  public Result<Aborting> abort(String jobId, String runId) {
    return http.send(post(runPath(jobId, runId) + "/abort", object()), Aborting.class);
  }

  /**
   * Returns a page of the runs of all jobs, newest first.
   *
   * @param filter conditions by their names, limit, cursor
   */
  public Result<LatestRuns> findRuns(Map<String, String> filter) {
    return http.send(get("/external/runs" + Form.query(filter)), LatestRuns.class);
  }

  /** Returns the latest runs that fell back, newest first. */
  public Result<List<RunItem>> latestFallbacks(int limit) {
    return findRuns(Map.of("fallback", "true", "limit", Integer.toString(limit)))
        .map(LatestRuns::runs);
  }

  /** Returns the totals of the runs of the last hours. */
  public Result<Stats> stats(int hours) {
    return http.send(get("/external/stats?hours=" + hours), Stats.class);
  }

  // Budgets

  public Result<BudgetsAnswer> budgets() {
    return http.send(get("/external/budgets"), BudgetsAnswer.class);
  }

  // System

  public Result<SystemStatus> status() {
    return http.send(get("/external/system/status"), SystemStatus.class);
  }

  /**
   * Returns audit entries, newest first.
   *
   * @param filter any of surface, search, limit, before
   */
  public Result<List<AuditItem>> audit(Map<String, String> filter) {
    return http.send(get("/external/audit" + Form.query(filter)), AuditPage.class)
        .map(AuditPage::entries);
  }

  /** Returns the notification profile in force. */
  public Result<ProfileItem> notificationProfile() {
    return http.send(get("/external/settings/notification-profile"), ProfileAnswer.class)
        .map(ProfileAnswer::profile);
  }

  /** Changes the fields that are given and keeps the others. */
  public Result<ProfileChanged> changeNotificationProfile(ObjectNode change) {
    return http.send(
        new Request("PUT", "/external/settings/notification-profile").with(change),
        ProfileChanged.class);
  }

  /** Returns the latest notifications, newest first. */
  public Result<List<NotificationItem>> notifications(int limit) {
    return http.send(get("/external/notifications?limit=" + limit), NotificationPage.class)
        .map(NotificationPage::notifications);
  }

  /** Returns the Ottos that share a database, or the only one. */
  public Result<NodesAnswer> nodes() {
    return http.send(get("/external/nodes"), NodesAnswer.class);
  }

  /** Has a node start no new prompts. */
  public Result<NodeItem> drain(String node) {
    return http.send(post(nodePath(node) + "/drain", object()), NodeItem.class);
  }

  /** Has a drained node start prompts again. */
  public Result<NodeItem> resume(String node) {
    return http.send(post(nodePath(node) + "/resume", object()), NodeItem.class);
  }

  // The assistant

  /**
   * Asks the assistant and waits for the answer; without a session a new conversation begins.
   *
   * @param runId the run that a new conversation is about
   */
  public Result<AssistantReply> ask(
      String text, Optional<String> sessionId, Optional<String> runId) {
    ObjectNode body = object().put("text", text);
    sessionId.ifPresent(id -> body.put("sessionId", id));
    runId.ifPresent(id -> body.put("runId", id));
    return http.send(
        post("/external/assistant/messages", body).within(PROMPT), AssistantReply.class);
  }

  /** Returns what the assistant is told of a run. */
  public Result<RunContext> runContext(String runId) {
    return http.send(get("/external/runs/" + Form.encode(runId) + "/context"), RunContext.class);
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
    return "/external/jobs/" + Form.encode(id);
  }

  private static String nodePath(String id) {
    return "/external/nodes/" + Form.encode(id);
  }

  private static String runPath(String jobId, String runId) {
    return jobPath(jobId) + "/runs/" + Form.encode(runId);
  }
}
