package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobPage;
import dev.otto.wire.LastRuns;
import dev.otto.wire.LastRuns.LastRun;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the jobs for the list with a few requests to Otto, however many jobs there are. */
final class JobList {
  private static final String AT_ONCE = "1000";

  private final OttoApi otto;

  JobList(OttoApi otto) {
    this.otto = otto;
  }

  JobListView view(JobFilter filter) {
    List<ListedJob> found = rows(filter);
    var counts = new EnumMap<JobFilter.JobKind, Long>(JobFilter.JobKind.class);
    for (JobFilter.JobKind kind : JobFilter.JobKind.values()) {
      counts.put(kind, found.stream().filter(kind::takes).count());
    }
    return JobListView.of(filter, found, counts);
  }

  /** Returns all jobs that match the filter, on any page. */
  List<ListedJob> matching(JobFilter filter) {
    return rows(filter).stream().filter(filter.kind()::takes).toList();
  }

  private List<ListedJob> rows(JobFilter filter) {
    Map<String, LastRun> runs = lastRuns();
    var models = new EffectiveModels(otto);
    return all(filter.search()).stream()
        .map(job -> new ListedJob(job, models.of(job), runs.get(job.id())))
        .toList();
  }

  private Map<String, LastRun> lastRuns() {
    var runs = new HashMap<String, LastRun>();
    var query = new HashMap<>(Map.of("limit", AT_ONCE));
    LastRuns page;
    do {
      page = otto.lastRuns(query).orThrow();
      page.runs().forEach(run -> runs.put(run.jobId(), run));
      query.put("cursor", String.valueOf(page.nextCursor()));
    } while (page.nextCursor() != null);
    return runs;
  }

  private List<JobItem> all(String search) {
    var jobs = new ArrayList<JobItem>();
    var query = new HashMap<>(Map.of("limit", AT_ONCE));
    if (!search.isEmpty()) {
      query.put("search", search);
    }
    JobPage page = otto.jobs(query).orThrow();
    jobs.addAll(page.jobs());
    while (page.nextCursor() != null) {
      query.put("cursor", page.nextCursor());
      page = otto.jobs(query).orThrow();
      jobs.addAll(page.jobs());
    }
    return jobs;
  }
}
