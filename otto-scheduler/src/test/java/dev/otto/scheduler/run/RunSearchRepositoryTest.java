package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Dialect;
import dev.otto.scheduler.database.FullText;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.wire.RunCondition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunSearchRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final RunFilter ALL =
      new RunFilter(
          Set.of(),
          RunFilter.Origin.ANY,
          RunFilter.Models.ANY,
          RunFilter.Period.EVER,
          RunFilter.Cost.ANY,
          Optional.empty());

  @Parameter private TestDatabase on;
  @AutoClose private Database database;
  private RunSearchRepository search;

  @BeforeEach
  void open(@TempDir Path folder) {
    database = on.open(folder);
    search = new RunSearchRepository(database);
    job("news", "prompt");
    job("other", "report");
    job("system-heartbeat", "heartbeat");
    job("system-model-catalog-refresh", "model_catalog_refresh");
  }

  @Test
  void anEmptyFilterTakesAllNewestFirst() {
    run("a", Map.of());
    run("c", Map.of());
    run("b", Map.of("started_at", NOON.plusSeconds(1).toEpochMilli()));
    assertEquals(List.of("b", "c", "a"), ids(ALL));
  }

  @Test
  void statesAreAlternatives() {
    for (String state : RunCondition.STATES) {
      run(
          state,
          state.equals("aborted")
              ? Map.of("state", "failed", "error_code", "aborted")
              : Map.of("state", state));
    }
    assertEquals(List.of("lost"), ids(with(Set.of("lost"))));
    assertEquals(List.of("lost", "failed"), ids(with(Set.of("failed", "lost"))));
    assertEquals(List.of("aborted"), ids(with(Set.of("aborted"))));
    assertEquals(List.of("lost", "aborted"), ids(with(Set.of("lost", "aborted"))));
    assertEquals(List.of("failed", "aborted"), ids(with(Set.of("failed", "aborted"))));
  }

  @Test
  void theFlowIsThatOfTheJob() {
    run("a", Map.of());
    run("b", Map.of("job_id", "system-heartbeat"));
    run("c", Map.of("job_id", "system-model-catalog-refresh"));
    assertEquals(List.of("a"), ids(with(Flow.SCHEDULED_TASKS)));
    assertEquals(List.of("b"), ids(with(Flow.HEARTBEAT)));
    assertEquals(List.of(), ids(with(Flow.WATCHDOG_FAILURES)));
    assertEquals(List.of(), ids(with(Flow.INTERACTIVE_ASSISTANT)));
  }

  @Test
  void theJobIsNamedExactly() {
    run("a", Map.of());
    run("b", Map.of("job_id", "other"));
    assertEquals(List.of("b"), ids(ofJob("other")));
    assertEquals(List.of(), ids(ofJob("oth")));
  }

  @Test
  void aRunKnowsWhatAskedForItAndAnOlderOneDoesNot() {
    run("a", Map.of("surface", "cli"));
    run("b", Map.of("surface", "scheduler"));
    run("c", Map.of());
    assertEquals(List.of("a"), ids(with(Surface.CLI)));
    assertEquals(List.of("b"), ids(with(Surface.SCHEDULER)));
    assertEquals(List.of(), ids(with(Surface.WEB)));
  }

  @Test
  void aRunKnowsItsNodeAndAnOlderOneDoesNot() {
    run("a", Map.of("node", "attic"));
    run("b", Map.of("node", "cellar"));
    run("c", Map.of());
    assertEquals(List.of("a"), ids(onNode("attic")));
    assertEquals(List.of(), ids(onNode("att")));
  }

  @Test
  void theModelThatARunGotIsTheOneThatAnsweredOrElseTheOneThatWasChosen() {
    run("a", Map.of("requested_model_ref", "p/x", "resolved_model_ref", "p/x"));
    run(
        "b",
        Map.of(
            "requested_model_ref", "p/x", "resolved_model_ref", "p/x", "served_model_ref", "p/y"));
    run("c", Map.of("resolved_model_ref", "p/y", "model_source", "fallback_chain"));
    run("d", Map.of("model_source", "fallback_global_default"));
    assertEquals(List.of("b", "a"), ids(with(models("p/x", null, false))));
    assertEquals(List.of("a"), ids(with(models(null, "p/x", false))));
    assertEquals(List.of("c", "b"), ids(with(models(null, "p/y", false))));
    assertEquals(List.of("d", "c"), ids(with(models(null, null, true))));
    assertEquals(List.of("c"), ids(with(models(null, "p/y", true))));
  }

  @Test
  void anyModelOfAProviderMayBeMeantOrNone() {
    run("a", Map.of("resolved_model_ref", "p/x", "served_model_ref", "q/x"));
    run("b", Map.of("resolved_model_ref", "q/a/b"));
    run("c", Map.of("resolved_model_ref", "qq/x"));
    run("d", Map.of("requested_model_ref", "q/x"));
    assertEquals(List.of("b", "a"), ids(with(models(null, "q/*", false))));
    assertEquals(List.of(), ids(with(models(null, "p/*", false))));
    assertEquals(List.of("d"), ids(with(models(null, "none", false))));
  }

  @Test
  void thePeriodBeginsWithItsFirstMomentAndEndsBeforeItsLast() {
    for (int i = 0; i < 4; i++) {
      run("r" + i, Map.of("started_at", NOON.plusSeconds(i).toEpochMilli()));
    }
    assertEquals(List.of("r2", "r1"), ids(between(1, 3)));
  }

  @Test
  void costsIncludeTheirBoundsAndARunWithoutAPriceHasNone() {
    run("none", Map.of());
    run("free", Map.of("cost_usd", 0.0));
    run("cheap", Map.of("cost_usd", 0.5));
    run("dear", Map.of("cost_usd", 2.0));
    assertEquals(List.of("dear", "cheap"), ids(cost(0.5, null)));
    assertEquals(List.of("free", "cheap"), ids(cost(null, 0.5)));
    assertEquals(List.of("cheap"), ids(cost(0.5, 0.5)));
  }

  @Test
  void pagesStayAsTheyAreWhileNewRunsStart() {
    for (int i = 0; i < 7; i++) {
      // Pairs of them start in the same millisecond.
      run("r" + i, Map.of("started_at", NOON.plusSeconds(i / 2).toEpochMilli()));
    }
    RunSearchRepository.FoundRuns first = page(ALL, 3, Optional.empty());
    assertEquals(List.of("r6", "r5", "r4"), ids(first));
    assertTrue(first.previous().isEmpty());
    run("new", Map.of("started_at", NOON.plusSeconds(9).toEpochMilli()));
    RunSearchRepository.FoundRuns second = page(ALL, 3, first.next());
    assertEquals(List.of("r3", "r2", "r1"), ids(second));
    RunSearchRepository.FoundRuns third = page(ALL, 3, second.next());
    assertEquals(List.of("r0"), ids(third));
    assertTrue(third.next().isEmpty());

    assertEquals(List.of("r3", "r2", "r1"), ids(page(ALL, 3, third.previous())));
    RunSearchRepository.FoundRuns back = page(ALL, 3, second.previous());
    assertEquals(List.of("r6", "r5", "r4"), ids(back));
    RunSearchRepository.FoundRuns newest = page(ALL, 3, back.previous());
    assertEquals(List.of("new"), ids(newest));
    assertTrue(newest.previous().isEmpty());
    assertEquals(List.of("r6", "r5", "r4"), ids(page(ALL, 3, newest.next())));
  }

  @Test
  void aDeletedRunDoesNotMoveThePageAfterIt() {
    for (int i = 0; i < 4; i++) {
      run("r" + i, Map.of("started_at", NOON.plusSeconds(i).toEpochMilli()));
    }
    Optional<RunCursor> next = page(ALL, 2, Optional.empty()).next();
    database.write(tx -> tx.update("DELETE FROM runs WHERE id = 'r2'"));
    assertEquals(List.of("r1", "r0"), ids(page(ALL, 2, next)));
  }

  @Test
  void aCursorGoesTogetherWithAPeriod() {
    for (int i = 0; i < 6; i++) {
      run("r" + i, Map.of("started_at", NOON.plusSeconds(i).toEpochMilli()));
    }
    RunSearchRepository.FoundRuns first = page(between(1, 5), 2, Optional.empty());
    assertEquals(List.of("r4", "r3"), ids(first));
    RunSearchRepository.FoundRuns second = page(between(1, 5), 2, first.next());
    assertEquals(List.of("r2", "r1"), ids(second));
    assertTrue(second.next().isEmpty());
    assertEquals(List.of("r4", "r3"), ids(page(between(1, 5), 2, second.previous())));
    assertEquals(List.of("r1"), ids(page(between(0, 2), 1, first.next())));
  }

  @Test
  void aCursorIsReadAsItWasWritten() {
    run("a/ü:1", Map.of());
    run("b", Map.of());
    RunCursor cursor = page(ALL, 1, Optional.empty()).next().orElseThrow();
    assertEquals(Optional.of(cursor), RunCursor.parse(cursor.text()));
    assertEquals(Optional.empty(), RunCursor.parse("garbage!"));
    assertEquals(Optional.empty(), RunCursor.parse("~"));
  }

  @Test
  void wordsAreFoundInAnswersAndErrorsOnceTheRunIsOver() {
    run("a", Map.of("result_json", report("Die Äpfel sind\\nreif: foo-bar, don't.", "Kein Saft")));
    run("b", Map.of("state", "failed", "error_code", "timeout", "error_message", "OpenCode hung"));
    run("c", Map.of("state", "running", "result_json", "{\"summary\":\"reif\"}"));
    assertEquals(3 - 1, page(text("reif"), 5, Optional.empty()).unsearchable());
    addAll();
    assertEquals(0, page(text("reif"), 5, Optional.empty()).unsearchable());
    assertEquals(List.of("a"), ids(text("reif")));
    assertEquals(List.of("a"), ids(text("APFEL Saft")));
    assertEquals(List.of("b"), ids(text("timeout")));
    assertEquals(List.of("b"), ids(text("opencode hung")));
    assertEquals(List.of(), ids(text("Saft hung")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "quick brown | true",
        "brown quick | true",
        "\"quick brown\" | true",
        "\"brown quick\" | false",
        "qui | false",
        "qui* | true",
        "q* | false",
        "foo-bar | true",
        "bar-foo | false",
        "don't | true",
        "quick OR absent | false",
        "NOT quick | false",
        "summary | false",
        "quick -absent | false",
        "\"quick brown | true",
        "quick\"brown | true",
        "--- quick *** | true",
      })
  void everyWordMustBeThere(String typed, boolean found) {
    run("a", Map.of("result_json", report("The quick brown fox, foo-bar, don't.", "")));
    addAll();
    assertEquals(found ? List.of("a") : List.of(), ids(text(typed)), typed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a AND",
        "OR b",
        "NOT",
        "NEAR(a b)",
        "answer:x",
        "answer : x",
        "{answer} : x",
        "^a",
        "a + b",
        "a\"\"b",
        "\"a",
        "\"a\"\"\"",
        "a*b*",
        "**a",
        "(a",
        "a)",
        "a,b;c",
        "-a",
        "a\\b",
        "'a'",
        "a\u0000b",
        "\u0007a",
        "\ud800a",
        "😀 a",
        "漢字",
        "\u200ba",
        "%a_",
        "a\tb\nc",
        "rowid:1",
        "x'00'",
        "a:b:c"
      })
  void whateverIsTypedIsLookedFor(String typed) {
    run("a", Map.of("result_json", report("Nothing of that", "")));
    addAll();
    assertEquals(List.of(), ids(text(typed)), typed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\"", "\"\"", "***", "- -", "😀", "()"})
  void withoutALetterAndADigitThereIsNothingToLookFor(String typed) {
    assertEquals(Optional.empty(), SearchText.parse(typed));
  }

  @Test
  void theWholeOfABigAnswerIsSearchedUpToItsBound() {
    String words = "word ".repeat(RunTextRepository.MAX_CHARACTERS / 5);
    var big = Report.whole("{\"summary\":\"needle " + words + "haystack\"}");
    run("a", Map.of("result_json", big.shortened().json()));
    String late = "x ".repeat(10_000) + "needle";
    database.write(
        tx -> {
          RunResultRepository.insertIfBig(tx, "a", big);
          return true;
        });
    run("b", Map.of("result_json", report(late, "")));
    addAll();
    assertEquals(List.of("b", "a"), ids(text("needle")));
    assertEquals(List.of(), ids(text("haystack")));
  }

  @Test
  void aDeletedRunIsNotFoundAndItsPlaceMayBeTakenByAnother() {
    run("a", Map.of("result_json", report("needle", "")));
    addAll();
    database.write(tx -> tx.update("DELETE FROM runs"));
    assertEquals(0, words("needle"));
    run("b", Map.of("result_json", report("other", "")));
    addAll();
    assertEquals(List.of(), ids(text("needle")));
    assertEquals(List.of("b"), ids(text("other")));
    database.write(tx -> tx.update("DELETE FROM jobs"));
    assertEquals(0, words("other"));
  }

  @Test
  void aLookThroughTheWholeStoreFindsNothingWrong() {
    run("a", Map.of("result_json", report("needle", "")));
    addAll();
    database.lookForDamage();
    assertEquals(Optional.empty(), database.problem());
  }

  @Test
  void conditionsHoldTogether() {
    run("a", Map.of("state", "failed", "error_message", "needle", "job_id", "other"));
    run("b", Map.of("state", "failed", "error_message", "needle"));
    run("c", Map.of("error_message", "needle"));
    addAll();
    var filter =
        new RunFilter(
            Set.of("failed"),
            new RunFilter.Origin(
                Optional.of("news"),
                Optional.of(Flow.SCHEDULED_TASKS),
                Optional.empty(),
                Optional.empty()),
            RunFilter.Models.ANY,
            RunFilter.Period.EVER,
            RunFilter.Cost.ANY,
            SearchText.parse("needle"));
    assertEquals(List.of("b"), ids(filter));
  }

  @Test
  void noConditionReadsTheRowsOfRunsThatAreNotFound() {
    assumeTrue(on == TestDatabase.SQLITE, "the plan is SQLite's");
    FullText fts5 = Dialect.SQLITE.fullText();
    for (String condition :
        List.of(
            "",
            " WHERE state IN ('failed', 'lost') AND cost_usd >= 1",
            " WHERE node = 'attic'",
            " WHERE coalesce(served_model_ref, resolved_model_ref) = 'p/x'",
            " WHERE search_id IN (" + fts5.rowids().replace("?", "'\"a\"'") + ")")) {
      String plan = plan("SELECT id FROM runs" + condition + " ORDER BY started_at DESC, id DESC");
      assertTrue(plan.contains("SCAN runs USING COVERING INDEX runs_by_start"), plan);
      assertTrue(!plan.contains("TEMP B-TREE"), plan);
    }
  }

  private String plan(String sql) {
    return database
        .read(tx -> tx.query("EXPLAIN QUERY PLAN " + sql, row -> row.text("detail")))
        .toString();
  }

  private long words(String word) {
    return database.read(
        tx -> {
          FullText search = tx.dialect().fullText();
          return tx.queryNumber(
              "SELECT count(*) FROM (" + search.rowids() + ") AS found",
              search.expression(List.of(new FullText.Phrase(word, false))));
        });
  }

  private void addAll() {
    var index = new RunTextRepository(database);
    while (index.addNext(2) > 0) {
      // There may be more.
    }
  }

  private List<String> ids(RunFilter filter) {
    return ids(page(filter, 100, Optional.empty()));
  }

  private static List<String> ids(RunSearchRepository.FoundRuns found) {
    return found.runs().stream().map(Run::id).toList();
  }

  private RunSearchRepository.FoundRuns page(
      RunFilter filter, int limit, Optional<RunCursor> cursor) {
    return search.find(new RunSearchRepository.Query(filter, limit, cursor));
  }

  private static RunFilter with(Set<String> states) {
    return new RunFilter(
        states, RunFilter.Origin.ANY, ALL.models(), ALL.period(), ALL.cost(), Optional.empty());
  }

  private static RunFilter with(Flow flow) {
    return new RunFilter(
        Set.of(),
        new RunFilter.Origin(
            Optional.empty(), Optional.of(flow), Optional.empty(), Optional.empty()),
        ALL.models(),
        ALL.period(),
        ALL.cost(),
        Optional.empty());
  }

  private static RunFilter ofJob(String id) {
    return new RunFilter(
        Set.of(),
        new RunFilter.Origin(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty()),
        ALL.models(),
        ALL.period(),
        ALL.cost(),
        Optional.empty());
  }

  private static RunFilter with(Surface surface) {
    return new RunFilter(
        Set.of(),
        new RunFilter.Origin(
            Optional.empty(), Optional.empty(), Optional.of(surface), Optional.empty()),
        ALL.models(),
        ALL.period(),
        ALL.cost(),
        Optional.empty());
  }

  private static RunFilter onNode(String name) {
    return new RunFilter(
        Set.of(),
        new RunFilter.Origin(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(name)),
        ALL.models(),
        ALL.period(),
        ALL.cost(),
        Optional.empty());
  }

  private static RunFilter with(RunFilter.Models models) {
    return new RunFilter(
        Set.of(), RunFilter.Origin.ANY, models, ALL.period(), ALL.cost(), Optional.empty());
  }

  private static RunFilter.Models models(
      @Nullable String requested, @Nullable String got, boolean fallback) {
    return new RunFilter.Models(
        Optional.ofNullable(requested).map(ModelRef::of),
        Optional.ofNullable(got).flatMap(GotModel::parse),
        fallback);
  }

  private static RunFilter between(int from, int to) {
    return new RunFilter(
        Set.of(),
        RunFilter.Origin.ANY,
        ALL.models(),
        new RunFilter.Period(
            Optional.of(NOON.plusSeconds(from)), Optional.of(NOON.plusSeconds(to))),
        ALL.cost(),
        Optional.empty());
  }

  private static RunFilter cost(@Nullable Double min, @Nullable Double max) {
    return new RunFilter(
        Set.of(),
        RunFilter.Origin.ANY,
        ALL.models(),
        ALL.period(),
        new RunFilter.Cost(Optional.ofNullable(min), Optional.ofNullable(max)),
        Optional.empty());
  }

  private static RunFilter text(String typed) {
    return new RunFilter(
        Set.of(),
        RunFilter.Origin.ANY,
        ALL.models(),
        ALL.period(),
        ALL.cost(),
        Optional.of(SearchText.parse(typed).orElseThrow()));
  }

  private static String report(String summary, String error) {
    return "{\"status\":\"success\",\"summary\":\"%s\",\"errors\":[\"%s\"]}"
        .formatted(summary, error);
  }

  private void job(String id, String type) {
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES (?, ?, 'oneshot', 0, 0)
                """,
                id,
                type));
  }

  /** Stores a run that succeeded at noon, but for what is given by columns. */
  private void run(String id, Map<String, Object> given) {
    var columns = new HashMap<String, @Nullable Object>();
    columns.put("job_id", "news");
    columns.put("started_at", NOON.toEpochMilli());
    columns.put("state", "succeeded");
    columns.put("result_json", "{}");
    columns.put("error_code", "none");
    columns.put("error_message", "none");
    columns.putAll(given);
    columns.put("id", id);
    columns.put("created_at", columns.get("started_at"));
    columns.put(
        "finished_at", "running".equals(columns.get("state")) ? null : columns.get("started_at"));
    var names = new ArrayList<>(columns.keySet());
    UnaryOperator<String> places = text -> text.replaceAll("[a-z_]+", "?");
    String list = String.join(", ", names);
    database.write(
        tx ->
            tx.update(
                "INSERT INTO runs (" + list + ") VALUES (" + places.apply(list) + ")",
                names.stream().map(columns::get).toArray()));
  }
}
