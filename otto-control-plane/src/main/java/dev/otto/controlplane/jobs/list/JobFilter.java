package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.jobs.JobState;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Paging;
import dev.otto.web.Form;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The filters of the list, as in its address; every link of the list keeps them.
 *
 * @param page counted from one
 */
public record JobFilter(String search, JobKind kind, Sort sort, int page) {
  /** Everything, the next to run first. */
  static final JobFilter NONE = new JobFilter("", JobKind.ALL, Sort.NEXT, 1);

  /** The kind of jobs to show. */
  public enum JobKind {
    ALL("all", "All"),
    IDLE("idle", "Idle"),
    RUNNING("running", "Running"),
    PAUSED("paused", "Paused"),
    FAILING("failing", "Failed last"),
    ACKNOWLEDGED("acknowledged", "Acknowledged"),
    FINISHED("finished", "Finished");

    private final String key;
    private final String label;

    JobKind(String key, String label) {
      this.key = key;
      this.label = label;
    }

    public String key() {
      return key;
    }

    public String label() {
      return label;
    }

    boolean takes(ListedJob row) {
      return switch (this) {
        case ALL -> true;
        case IDLE -> row.state() == JobState.IDLE;
        case RUNNING -> row.state() == JobState.RUNNING;
        case PAUSED -> row.state() == JobState.PAUSED;
        case FAILING -> row.failedLast();
        case ACKNOWLEDGED -> row.acknowledgement() != null;
        case FINISHED -> row.state() == JobState.FINISHED;
      };
    }
  }

  /** The order of the list. */
  public enum Sort {
    NEXT("next"),
    CHANGED("changed"),
    NAME("name");

    private final String key;

    Sort(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }

    Comparator<ListedJob> order() {
      Comparator<ListedJob> byName = Comparator.comparing(row -> row.job().id());
      return switch (this) {
        case NEXT -> Comparator.comparing(ListedJob::nextOrNever).thenComparing(byName);
        case CHANGED ->
            Comparator.<ListedJob, Long>comparing(row -> -row.job().updatedAt())
                .thenComparing(byName);
        case NAME -> byName;
      };
    }
  }

  static JobFilter of(Form query) {
    return new JobFilter(
        query.value("search").orElse(""),
        find(JobKind.values(), query.value("state"), JobKind::key).orElse(JobKind.ALL),
        find(Sort.values(), query.value("sort"), Sort::key).orElse(Sort.NEXT),
        Paging.number(query));
  }

  private static <T> Optional<T> find(
      T[] all, Optional<String> key, java.util.function.Function<T, String> keyOf) {
    return key.flatMap(
        wanted -> Arrays.stream(all).filter(one -> keyOf.apply(one).equals(wanted)).findFirst());
  }

  public JobFilter with(JobKind kind) {
    return new JobFilter(search, kind, sort, 1);
  }

  public JobFilter with(Sort sort) {
    return new JobFilter(search, kind, sort, 1);
  }

  public JobFilter onPage(int page) {
    return new JobFilter(search, kind, sort, page);
  }

  /** Reports whether any filter is set. */
  public boolean narrows() {
    return !search.isEmpty() || kind != JobKind.ALL;
  }

  /** Returns the values that differ from the default, by their names in the address. */
  public Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    if (!search.isEmpty()) {
      parameters.put("search", search);
    }
    if (kind != JobKind.ALL) {
      parameters.put("state", kind.key());
    }
    if (sort != Sort.NEXT) {
      parameters.put("sort", sort.key());
    }
    if (page != 1) {
      parameters.put("page", Integer.toString(page));
    }
    return parameters;
  }

  public String address() {
    return Links.JOBS + Form.query(parameters());
  }
}
