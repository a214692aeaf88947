package dev.otto.benchmarks;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Spending;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One resolution. The references are random ones of the catalog, as equal copies and not the
 * catalog's own objects, because a job's reference comes from the database.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ResolverBenchmark {
  private static final int ASKED = 1 << 16;

  /** Each provider has a model in so many. */
  private static final int PROVIDERS = 224;

  @Param({"3000", "100000"})
  int models;

  /** Presence of budgets, of which none is spent. */
  @Param({"false", "true"})
  boolean budgets;

  private final List<Optional<ModelRef>> asked = new ArrayList<>();
  private ModelResolver jobOverrides =
      new ModelResolver(() -> BenchmarkModels.snapshot(1), FlowDefaults::none);
  private ModelResolver flowDefaults = jobOverrides;
  private final ModelChoice[] chains = new ModelChoice[ASKED];
  private ModelResolver fenced = jobOverrides;
  private int next;

  @Setup
  public void fill() throws IOException {
    Supplier<Spending> spending = spending();
    var catalog = BenchmarkModels.snapshot(models);
    var random = new Random(42);
    for (int i = 0; i < ASKED; i++) {
      asked.add(Optional.of(BenchmarkModels.ref(random.nextInt(models))));
    }
    var defaults = new FlowDefaults[ASKED];
    for (int i = 0; i < ASKED; i++) {
      defaults[i] = FlowDefaults.none().with(Flow.SCHEDULED_TASKS, asked.get(i));
    }
    jobOverrides = new ModelResolver(() -> catalog, FlowDefaults::none, spending);
    flowDefaults = new ModelResolver(() -> catalog, () -> defaults[next++ & ASKED - 1], spending);
    for (int i = 0; i < ASKED; i++) {
      chains[i] = chain(BenchmarkModels.ref(random.nextInt(models / PROVIDERS) * PROVIDERS));
    }
    var fence = FlowDefaults.none().with(Flow.SCHEDULED_TASKS, fence(ModelChoice.INHERIT));
    fenced = new ModelResolver(() -> catalog, () -> fence, spending);
  }

  /** Returns the source that the daemon has; the ledger asks its database at the beginning only. */
  private Supplier<Spending> spending() throws IOException {
    Path file = Files.createTempDirectory("otto-resolver").resolve("state.db");
    try (Database database = SqliteDatabase.open(file)) {
      return BenchmarkBudgets.ledger(database, budgets)::binding;
    }
  }

  /** A model and four fallbacks that are gone, then the one that is there. */
  private static ModelChoice chain(ModelRef last) {
    var fallbacks = new ArrayList<ModelRef>();
    for (int i = 1; i < ModelChoice.MAX_FALLBACKS; i++) {
      fallbacks.add(new ModelRef(last.providerId(), "gone-" + i));
    }
    fallbacks.add(ModelRef.of(last.toString()));
    var gone = Optional.of(new ModelRef(last.providerId(), "gone"));
    return fence(
        new ModelChoice(
            gone, Optional.empty(), fallbacks, Policy.STRICT, List.of(), OnFailure.STOP));
  }

  private static ModelChoice fence(ModelChoice choice) {
    return new ModelChoice(
        choice.modelRef(),
        choice.variant(),
        choice.fallbacks(),
        choice.policy(),
        List.of("nobody", BenchmarkModels.ref(0).providerId()),
        choice.onFailure());
  }

  @Benchmark
  public Resolution chainOfFiveAndFence() {
    return fenced.resolve(Flow.SCHEDULED_TASKS, chains[next++ & ASKED - 1]);
  }

  @Benchmark
  public Resolution jobOverride() {
    return jobOverrides.resolve(Flow.SCHEDULED_TASKS, asked.get(next++ & ASKED - 1));
  }

  @Benchmark
  public Resolution flowDefault() {
    return flowDefaults.resolve(Flow.SCHEDULED_TASKS, Optional.empty());
  }
}
