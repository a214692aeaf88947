package dev.otto.controlplane.jobs.list;

import java.util.List;
import java.util.Map;

/**
 * The list of jobs.
 *
 * @param rows of this page
 * @param matching the number of jobs on all pages
 * @param counts the number of jobs of each kind that match the search
 */
public record JobListView(
    JobFilter filter, List<ListedJob> rows, int matching, Map<JobFilter.JobKind, Long> counts) {
  static final int ROWS = 50;

  static JobListView of(
      JobFilter asked, List<ListedJob> found, Map<JobFilter.JobKind, Long> counts) {
    List<ListedJob> matching =
        found.stream().filter(asked.kind()::takes).sorted(asked.sort().order()).toList();
    int last = Math.max(1, pages(matching.size()));
    JobFilter filter = asked.onPage(Math.min(asked.page(), last));
    List<ListedJob> rows =
        matching.stream().skip((long) (filter.page() - 1) * ROWS).limit(ROWS).toList();
    return new JobListView(filter, rows, matching.size(), counts);
  }

  private static int pages(int rows) {
    return (rows + ROWS - 1) / ROWS;
  }

  /** Returns the number of pages. */
  public int pages() {
    return pages(matching);
  }

  /** Returns the number of the first job on this page, counted from one; 0 on an empty page. */
  public int first() {
    return rows.isEmpty() ? 0 : (filter.page() - 1) * ROWS + 1;
  }

  public int last() {
    return rows.isEmpty() ? 0 : first() + rows.size() - 1;
  }

  public long count(JobFilter.JobKind kind) {
    return counts.getOrDefault(kind, 0L);
  }
}
