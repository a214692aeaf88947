package dev.otto.scheduler.run;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.SystemJob;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds runs by what they asked for, got, cost and said, page by page. The conditions are decided
 * in one index, and only the rows of the page itself are read; of failed runs those, too, that were
 * aborted, where the two are told apart.
 */
public final class RunSearchRepository {
  static final int MAX_LIMIT = 200;

  private static final String FAILED = "failed";
  private static final String ABORTED = "aborted";
  private static final String NEWEST_FIRST = " ORDER BY started_at DESC, id DESC";
  private static final String OLDEST_FIRST = " ORDER BY started_at, id";
  private static final String GOT = "coalesce(served_model_ref, resolved_model_ref)";

  private final Database database;

  public RunSearchRepository(Database database) {
    this.database = database;
  }

  /** A page of the runs that a filter takes. */
  record Query(RunFilter filter, int limit, Optional<RunCursor> cursor) {}

  /**
   * The runs of a page, newest first, with short reports.
   *
   * @param unsearchable the number of runs whose words are not known yet
   */
  record FoundRuns(
      List<Run> runs, Optional<RunCursor> next, Optional<RunCursor> previous, long unsearchable) {
    FoundRuns {
      runs = List.copyOf(runs);
    }
  }

  FoundRuns find(Query query) {
    return database.read(tx -> find(tx, query));
  }

  private static FoundRuns find(Tx tx, Query query) {
    boolean newer = query.cursor().filter(RunCursor::newer).isPresent();
    Conditions conditions = conditions(query.filter(), query.cursor());
    query
        .filter()
        .text()
        .ifPresent(text -> RunTextRepository.match(conditions, text, tx.dialect().fullText()));
    String order = newer ? OLDEST_FIRST : NEWEST_FIRST;
    List<Run> found =
        RunRepository.query(
            tx,
            "SELECT runs.* FROM (SELECT id AS found FROM runs"
                + conditions.where()
                + order
                + " LIMIT ?) AS page JOIN runs ON runs.id = page.found"
                + order,
            conditions.parameters(query.limit() + 1));
    boolean more = found.size() > query.limit();
    List<Run> page = found.subList(0, Math.min(query.limit(), found.size()));
    if (newer) {
      page = page.reversed();
    }
    boolean any = !page.isEmpty();
    return new FoundRuns(
        page,
        any && (newer || more)
            ? Optional.of(RunCursor.olderThan(page.getLast()))
            : Optional.empty(),
        any && (newer ? more : query.cursor().isPresent())
            ? Optional.of(RunCursor.newerThan(page.getFirst()))
            : Optional.empty(),
        query.filter().text().isPresent() ? RunTextRepository.unsearchable(tx) : 0);
  }

  private static Conditions conditions(RunFilter filter, Optional<RunCursor> cursor) {
    var conditions = new Conditions();
    period(conditions, filter.period(), cursor);
    states(conditions, filter.states());
    RunFilter.Origin origin = filter.origin();
    origin.jobId().ifPresent(id -> conditions.add("job_id = ?", id));
    origin.flow().ifPresent(flow -> flow(conditions, flow));
    origin.surface().ifPresent(surface -> conditions.add("surface = ?", surface.key()));
    origin.node().ifPresent(node -> conditions.add("node = ?", node));
    models(conditions, filter.models());
    filter.cost().min().ifPresent(dollars -> conditions.add("cost_usd >= ?", dollars));
    filter.cost().max().ifPresent(dollars -> conditions.add("cost_usd <= ?", dollars));
    return conditions;
  }

  /**
   * Adds the bounds of the page; of two on the same side only the narrower, from which it starts.
   */
  private static void period(
      Conditions conditions, RunFilter.Period period, Optional<RunCursor> cursor) {
    Optional<RunCursor> older = cursor.filter(it -> !it.newer());
    Optional<RunCursor> newer = cursor.filter(RunCursor::newer);
    older.ifPresent(it -> beyond(conditions, it, "<"));
    newer.ifPresent(it -> beyond(conditions, it, ">"));
    period
        .from()
        .filter(from -> newer.map(it -> it.end().at().isBefore(from)).orElse(true))
        .ifPresent(from -> conditions.add("started_at >= ?", from));
    period
        .to()
        .filter(to -> older.map(it -> !it.end().at().isBefore(to)).orElse(true))
        .ifPresent(to -> conditions.add("started_at < ?", to));
  }

  private static void beyond(Conditions conditions, RunCursor cursor, String sign) {
    Instant at = cursor.end().at();
    conditions.add("(started_at, id) " + sign + " (?, ?)", at, cursor.end().id());
  }

  /** Adds the states; an aborted run is stored as a failed one with a code of its own. */
  private static void states(Conditions conditions, Set<String> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    Set<String> stored =
        wanted.stream()
            .map(state -> state.equals(ABORTED) ? FAILED : state)
            .collect(Collectors.toSet());
    conditions.add("state IN (" + places(stored.size()) + ")", stored.toArray());
    if (wanted.contains(FAILED) != wanted.contains(ABORTED)) {
      String is = wanted.contains(ABORTED) ? "=" : "<>";
      conditions.add("(state <> 'failed' OR coalesce(error_code, '') " + is + " ?)", ABORTED);
    }
  }

  private static void flow(Conditions conditions, Flow flow) {
    if (flow.equals(Flow.SCHEDULED_TASKS)) {
      ofTypes(conditions, "NOT IN", SystemJob.TYPES);
    } else {
      ofTypes(
          conditions,
          "IN",
          SystemJob.TYPES.stream()
              .filter(type -> SystemJob.flowOf(type).filter(flow::equals).isPresent())
              .toList());
    }
  }

  private static void ofTypes(Conditions conditions, String in, List<String> types) {
    if (types.isEmpty()) {
      conditions.add("1 = 0");
    } else {
      conditions.add(
          "job_id %s (SELECT id FROM jobs WHERE type IN (%s))".formatted(in, places(types.size())),
          types.toArray());
    }
  }

  private static String places(int number) {
    return String.join(", ", Collections.nCopies(number, "?"));
  }

  private static void models(Conditions conditions, RunFilter.Models models) {
    models.requested().ifPresent(ref -> conditions.add("requested_model_ref = ?", ref.toString()));
    models.got().ifPresent(got -> got(conditions, got));
    if (models.fallback()) {
      conditions.add("model_source IN ('fallback_global_default', 'fallback_chain')");
    }
  }

  private static void got(Conditions conditions, GotModel got) {
    switch (got) {
      case GotModel.Exactly(ModelRef ref) -> conditions.add(GOT + " = ?", ref.toString());
      case GotModel.OfProvider(String id) -> {
        String beginning = id + "/";
        conditions.add("substr(" + GOT + ", 1, length(?)) = ?", beginning, beginning);
      }
      case GotModel.None() -> conditions.add(GOT + " IS NULL");
    }
  }
}
