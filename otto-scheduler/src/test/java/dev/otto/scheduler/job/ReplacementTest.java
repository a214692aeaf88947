package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.BudgetScope;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsListener;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.Modalities;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.budget.BudgetService;
import dev.otto.scheduler.budget.SpendingRepository;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.JobChoices;
import dev.otto.scheduler.models.ModelReplacements;
import dev.otto.scheduler.models.ModelReplacements.ReplaceResult;
import dev.otto.scheduler.models.Models;
import dev.otto.scheduler.models.PartialModels;
import dev.otto.scheduler.models.Replacement;
import dev.otto.scheduler.models.StoredChoice;
import dev.otto.scheduler.node.NodeRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replacement over 500 jobs, of which 100 name the model in their chains, and all four flows. At
 * each step the files are copied as they are: that is what a kill would leave.
 */
class ReplacementTest {
  private static final ModelRef GONE = ModelRef.of("old/gone");
  private static final ModelRef NEXT = ModelRef.of("new/next");
  private static final ModelRef OTHER = ModelRef.of("new/other");
  private static final ModelRef PLAIN = ModelRef.of("far/plain");
  private static final Actor OPERATOR = new Actor("token", Surface.CLI);
  private static final int JOBS = 500;
  private static final int CHAINS = 100;

  /** With the four flows and two budgets. */
  private static final int CHANGES = JOBS + 4 + 2;

  private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");
  private static final String CONFIG =
      """
      { // mine
        "modelManagement": {
          "flowDefaults": {
            "interactiveAssistant": "old/gone",   // people wait for it
            "scheduledTasks": { "modelRef": "new/other", "variant": "high",
              "fallbacks": [
                "new/third",  // soon
                "old/gone" ] },
            "heartbeat": { "modelRef": "old/gone", "policy": "strict" },
            "watchdogFailures": {
              "modelRef": "old/gone", /* as long as it lasts */
              "variant": "high",
            },
          },
        },
        "budgets": { // what it may cost
          "all": { "usdPerDay": 20, "whenSpent": "old/gone" }, // then the old one
          "flows": { "heartbeat": { "tokensPerDay": 2000000, "whenSpent": "hold" } },
          "jobs": {
            "job-007": { "tokensPerDay": 5,   "whenSpent": /* cheap */ "old/gone" },
          },
        },
      }
      """;

  @TempDir Path folder;

  /** One Otto's files and services, as far as replacements need them. */
  private static final class World implements AutoCloseable {
    final Path home;
    final Database database;
    final FlowDefaultsDocument file;
    final AuditLog audit;
    final BudgetService budgets;
    final ModelReplacements replacements;

    World(Path home, Copies copies) throws IOException {
      this.home = home;
      database = SqliteDatabase.open(home.resolve("state.db"));
      file = new FlowDefaultsDocument(home.resolve("config.jsonc"));
      audit = new AuditLog(database, () -> NOW);
      audit.onEntry(entry -> copies.take(home));
      var store = new CopyingStore(file, () -> copies.take(home));
      var defaults =
          new FlowDefaultsService(
              store,
              ReplacementTest::catalog,
              audit,
              flow -> Map.of(),
              new NodeRepository(database).partialModels(ReplacementTest::catalog));
      var ledger = new BudgetLedger(new SpendingRepository(database), () -> NOW, ZoneId.of("UTC"));
      budgets = new BudgetService(file, ledger, ReplacementTest::catalog, audit, () -> NOW);
      defaults.start(budgets::isInForce);
      var jobs = new JobChoiceRepository(database, () -> NOW, job -> {});
      replacements =
          new ModelReplacements(
              defaults,
              budgets,
              database,
              audit,
              new CopyingChoices(jobs, () -> copies.take(home)),
              ReplacementTest::catalog,
              id -> Optional.of(new Models.JobChoice(Optional.empty(), ModelChoice.INHERIT)),
              new PartialModels(ref -> ref.equals(PLAIN) ? List.of("munich") : List.of()));
      replacements.recover(Leftovers.OWN);
      budgets.start();
    }

    Optional<ModelRef> whenSpent(BudgetScope scope) {
      return budgets.ledger().budgets().find(scope).orElseThrow().whenSpent();
    }

    List<String> budgetChanges() {
      return audit.newestOf("budgets.change", 10).stream()
          .map(entry -> entry.change().actor().surface().key() + " " + entry.outcome())
          .toList();
    }

    Map<String, ModelChoice> jobs() {
      var all = new TreeMap<String, ModelChoice>();
      database
          .read(
              tx ->
                  tx.query(
                      "SELECT id, " + StoredChoice.COLUMNS + " FROM jobs",
                      row -> Map.entry(row.text("id"), StoredChoice.read(row).orElseThrow())))
          .forEach(each -> all.put(each.getKey(), each.getValue()));
      return all;
    }

    String config() throws IOException {
      return Files.readString(home.resolve("config.jsonc"));
    }

    List<String> groups() {
      return database.read(
          tx ->
              tx.query(
                  "SELECT outcome, count(*) AS n FROM audit_entries WHERE group_id IS NOT NULL"
                      + " GROUP BY outcome",
                  row -> row.text("outcome") + " " + row.number("n")));
    }

    @Override
    public void close() {
      file.close();
      database.close();
    }
  }

  /** Copies of the files of a home, as a kill at that moment would leave them. */
  private static final class Copies {
    private final Path to;
    private boolean taking;
    final List<Path> taken = new ArrayList<>();

    Copies(Path to) {
      this.to = to;
    }

    void take(Path home) {
      if (taking) {
        Path copy = to.resolve("killed-" + taken.size());
        try (Stream<Path> files = Files.list(home)) {
          Files.createDirectories(copy);
          for (Path file : files.filter(it -> !it.toString().endsWith("-shm")).toList()) {
            Files.copy(file, copy.resolve(file.getFileName()));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        taken.add(copy);
      }
    }
  }

  private record CopyingStore(FlowDefaultsStore store, Runnable copy) implements FlowDefaultsStore {
    @Override
    public FlowDefaults current() {
      return store.current();
    }

    @Override
    public FlowDefaultsChange change(UnaryOperator<FlowDefaults> change) {
      copy.run();
      var result =
          store.change(
              before -> {
                FlowDefaults after = change.apply(before);
                copy.run();
                return after;
              });
      copy.run();
      return result;
    }

    @Override
    public Subscription onChange(FlowDefaultsListener listener) {
      return store.onChange(listener);
    }

    @Override
    public Optional<String> problem() {
      return store.problem();
    }

    @Override
    public String location() {
      return store.location();
    }
  }

  private static final class CopyingChoices implements JobChoices {
    private static final int EVERY = 35;
    private final JobChoices jobs;
    private final Runnable copy;
    private int recorded;

    CopyingChoices(JobChoices jobs, Runnable copy) {
      this.jobs = jobs;
      this.copy = copy;
    }

    @Override
    public Optional<ModelChoice> find(Tx tx, String id) {
      return jobs.find(tx, id);
    }

    @Override
    public void change(Tx tx, String id, ModelChoice after) {
      jobs.change(tx, id, after);
    }

    @Override
    public void record(Tx tx, long group, Actor actor, String id, String before, String after) {
      jobs.record(tx, group, actor, id, before, after);
      if (++recorded % EVERY == 0) {
        copy.run();
      }
    }

    @Override
    public void changed(Collection<String> ids) {
      jobs.changed(ids);
    }
  }

  private static CatalogSnapshot catalog() {
    return CatalogSnapshot.of(
        new ModelBackend.Listing(
            List.of(model(NEXT, true), model(OTHER, true), model(PLAIN, false)),
            Optional.of(OTHER),
            0),
        NOW,
        1);
  }

  private static Model model(ModelRef ref, boolean able) {
    return new Model(
        ref,
        "M",
        Model.Limits.of(able ? 200_000 : 4_000, 8_000),
        Model.Prices.of(1, 2),
        new Model.Abilities(able, able, able ? List.of("high") : List.of(), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }

  private Path home() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve("config.jsonc"), CONFIG);
    try (var database = SqliteDatabase.open(home.resolve("state.db"))) {
      database.write(
          tx -> {
            for (int i = 0; i < JOBS; i++) {
              insert(tx, "job-%03d".formatted(i), i < CHAINS);
            }
            return true;
          });
    }
    return home;
  }

  private static void insert(Tx tx, String id, boolean chain) {
    String body =
        chain
            ? "'modelRef':'new/other','fallbacks':['old/gone','new/next'],'onFailure':'next'"
            : "'modelRef':'old/gone','variant':'high'";
    new JobRepository()
        .insert(
            tx,
            new JobRules(
                    JobWorld.fields(
                        "{'id':'%s','type':'t','scheduleType':'recurring','cadenceMinutes':60,%s}"
                            .formatted(id, body)),
                    ZoneId.of("UTC"),
                    NOW)
                .create("x")
                .orElseThrow());
  }

  private static ReplaceResult.Replaced replace(World world) {
    var wanted = new Replacement(GONE, NEXT, Optional.empty());
    return assertInstanceOf(
        ReplaceResult.Replaced.class, world.replacements.replace(OPERATOR, wanted, false, false));
  }

  @Test
  void isAllOrNothingWhereverOttoIsKilledAndCanBeUndone() throws Exception {
    var copies = new Copies(folder);
    Map<String, ModelChoice> jobs;
    Map<String, ModelChoice> replaced;
    String config;
    try (var world = new World(home(), copies)) {
      jobs = world.jobs();
      copies.taking = true;
      ReplaceResult.Replaced done = replace(world);
      copies.taking = false;
      assertEquals(CHANGES, done.changed().size());
      replaced = world.jobs();
      config = world.config();
    }
    assertTrue(copies.taken.size() >= 19, copies.taken.size() + " points");
    int completed = 0;
    for (Path killed : copies.taken) {
      try (var world = new World(killed, new Copies(folder))) {
        boolean all = world.jobs().equals(replaced);
        assertEquals(all ? replaced : jobs, world.jobs(), killed.toString());
        assertEquals(all ? config : CONFIG, world.config(), killed.toString());
        assertEquals(all ? List.of("done " + (CHANGES + 1)) : List.of(), world.groups());
        assertEquals(Optional.of(all ? NEXT : GONE), world.whenSpent(BudgetScope.ALL));
        if (all) {
          completed++;
          undoAll(world, jobs);
        }
      }
    }
    assertTrue(completed >= 4 && completed < copies.taken.size(), completed + " completed");
  }

  private static long lastGroup(World world) {
    return world.database.read(
        tx -> tx.queryNumber("SELECT max(id) FROM audit_entries WHERE group_id = id"));
  }

  private static void undoAll(World world, Map<String, ModelChoice> jobs) throws IOException {
    var undone =
        assertInstanceOf(
            ReplaceResult.Replaced.class,
            world.replacements.undo(OPERATOR, lastGroup(world), false));
    assertEquals(List.of(), undone.left());
    assertEquals(jobs, world.jobs());
    assertEquals(CONFIG, world.config());
    assertEquals(Optional.of(GONE), world.whenSpent(BudgetScope.ALL));
  }

  @Test
  void anUndoLeavesWhatOthersChangedSinceAndNamesIt() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      Map<String, ModelChoice> before = world.jobs();
      long id = replace(world).id().getAsLong();
      ModelChoice mine = ModelChoice.of(Optional.of(OTHER));
      var choices = new JobChoiceRepository(world.database, () -> NOW, job -> {});
      for (int i = 95; i < 104; i++) {
        String job = "job-%03d".formatted(i);
        world.database.write(
            tx -> {
              choices.change(tx, job, mine);
              return true;
            });
      }
      world.file.set(Flow.HEARTBEAT, Optional.of(OTHER));

      var undone =
          assertInstanceOf(
              ReplaceResult.Replaced.class, world.replacements.undo(OPERATOR, id, false));

      assertEquals(10, undone.left().size());
      assertEquals(CHANGES - 10, undone.changed().size());
      Map<String, ModelChoice> after = world.jobs();
      after.forEach(
          (job, choice) -> {
            int number = Integer.parseInt(job.substring(4));
            assertEquals(number >= 95 && number < 104 ? mine : before.get(job), choice, job);
          });
      assertEquals(
          CONFIG.replace(
              "\"heartbeat\": { \"modelRef\": \"old/gone\"",
              "\"heartbeat\": { \"modelRef\": \"new/other\""),
          world.config());
      var again = world.replacements.undo(OPERATOR, id, false);
      assertEquals(List.of(), assertInstanceOf(ReplaceResult.Replaced.class, again).changed());
    }
  }

  @Test
  void theModelsThatBudgetsNameAreReplacedAndTakenBack() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      long id = replace(world).id().getAsLong();
      var job = BudgetScope.ofJob("job-007");
      assertEquals(Optional.of(NEXT), world.whenSpent(BudgetScope.ALL));
      assertEquals(Optional.of(NEXT), world.whenSpent(job));
      assertEquals(Optional.empty(), world.whenSpent(BudgetScope.of(Flow.HEARTBEAT)));
      assertTrue(
          world.config().contains("\"tokensPerDay\": 5,   \"whenSpent\": /* cheap */ \"new/"));
      assertEquals(List.of("cli DONE"), world.budgetChanges().subList(0, 1));

      String edited = world.config().replace("/* cheap */ \"new/next\"", "/* mine */ \"hold\"");
      Files.writeString(world.home.resolve("config.jsonc"), edited);
      var undone =
          assertInstanceOf(
              ReplaceResult.Replaced.class, world.replacements.undo(OPERATOR, id, false));
      assertEquals(
          "[Left[kind=BUDGET, id=jobs.job-007, now=Optional[inherit]]]", undone.left().toString());
      assertEquals(
          CONFIG.replace("/* cheap */ \"old/gone\"", "/* mine */ \"hold\""), world.config());
      assertEquals(Optional.of(GONE), world.whenSpent(BudgetScope.ALL));
      assertEquals(Optional.empty(), world.whenSpent(job));
    }
  }

  @Test
  void policyAndFenceThatOthersSetSinceStandWhereTheModelIsTakenBack() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      long id = replace(world).id().getAsLong();
      ModelChoice fenced =
          new ModelChoice(
              Optional.of(NEXT),
              Optional.of("high"),
              List.of(),
              ModelChoice.Policy.STRICT,
              List.of("new", "old"),
              ModelChoice.OnFailure.STOP);
      var choices = new JobChoiceRepository(world.database, () -> NOW, job -> {});
      world.database.write(
          tx -> {
            choices.change(tx, "job-400", fenced);
            return true;
          });
      assertInstanceOf(ReplaceResult.Replaced.class, world.replacements.undo(OPERATOR, id, false));
      assertEquals(fenced.with(Optional.of(GONE)), world.jobs().get("job-400"));
    }
  }

  @Test
  void nothingIsChangedWhereTheFileCannotBe() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      Map<String, ModelChoice> before = world.jobs();
      Files.writeString(world.home.resolve("config.jsonc"), "{ broken");
      var wanted = new Replacement(GONE, NEXT, Optional.empty());
      assertInstanceOf(
          ReplaceResult.Conflict.class, world.replacements.replace(OPERATOR, wanted, false, false));
      assertEquals(before, world.jobs());
    }
  }

  @Test
  void aDryRunSaysWhoIsConcernedAndChangesNothing() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      Map<String, ModelChoice> before = world.jobs();
      var wanted = new Replacement(GONE, NEXT, Optional.empty());
      var preview =
          assertInstanceOf(
              ReplaceResult.Replaced.class,
              world.replacements.replace(OPERATOR, wanted, false, true));
      assertEquals(CHANGES, preview.changed().size());
      assertEquals(OptionalLong.empty(), preview.id());
      assertEquals(before, world.jobs());
      assertEquals(List.of(), world.groups());
    }
  }

  @Test
  void aModelThatTheCatalogLacksNeedsForce() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      var wanted = new Replacement(GONE, ModelRef.of("new/absent"), Optional.empty());
      assertInstanceOf(
          ReplaceResult.Unsuitable.class,
          world.replacements.replace(OPERATOR, wanted, false, false));
      var forced =
          assertInstanceOf(
              ReplaceResult.Replaced.class,
              world.replacements.replace(OPERATOR, wanted, true, false));
      assertEquals(1, forced.overridden().size());
      assertTrue(forced.overridden().getFirst().contains("no model new/absent"));
    }
  }

  @Test
  void aModelThatCannotDoWhatIsNeededIsRefusedByNameAndTakenByForce() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      ModelChoice fenced =
          new ModelChoice(
              Optional.of(GONE),
              Optional.of("high"),
              List.of(),
              ModelChoice.Policy.PREFER,
              List.of("old", "new"),
              ModelChoice.OnFailure.STOP);
      var choices = new JobChoiceRepository(world.database, () -> NOW, job -> {});
      world.database.write(
          tx -> {
            choices.change(tx, "job-400", fenced);
            return true;
          });
      Map<String, ModelChoice> before = world.jobs();
      String some =
          "flow interactiveAssistant, flow scheduledTasks, flow heartbeat, flow watchdogFailures,"
              + " budget all and 501 more";
      String refused =
          "far/plain cannot call tools, which these use: "
              + some
              + "; the context window of far/plain is too small for the agents of these: "
              + some
              + "; far/plain is outside the fence (onlyProviders) of these: job job-400";
      var wanted = new Replacement(GONE, PLAIN, Optional.empty());
      var unsuitable =
          assertInstanceOf(
              ReplaceResult.Unsuitable.class,
              world.replacements.replace(OPERATOR, wanted, false, false));
      assertEquals(refused, unsuitable.message());
      assertEquals(before, world.jobs());
      assertEquals(CONFIG, world.config());

      var forced =
          assertInstanceOf(
              ReplaceResult.Replaced.class,
              world.replacements.replace(OPERATOR, wanted, true, false));
      assertEquals(refused, String.join("; ", forced.overridden()));
      assertTrue(
          forced
              .lost()
              .containsAll(
                  List.of(
                      "job job-400 asks for the effort high, which is dropped",
                      "far/plain is not in the catalog of munich; what runs there falls back, or"
                          + " fails where it may not")));
      assertEquals(Optional.of(PLAIN), world.jobs().get("job-400").modelRef());
    }
  }

  @Test
  void anEffortThatTheOtherDoesNotHaveIsRefusedAlsoByForce() throws Exception {
    try (var world = new World(home(), new Copies(folder))) {
      var wanted = new Replacement(GONE, NEXT, Optional.of("extreme"));
      var refused =
          assertInstanceOf(
              ReplaceResult.Unsuitable.class,
              world.replacements.replace(OPERATOR, wanted, true, false));
      assertTrue(refused.message().contains("extreme"), refused.message());
      assertEquals(CONFIG, world.config());
    }
  }
}
