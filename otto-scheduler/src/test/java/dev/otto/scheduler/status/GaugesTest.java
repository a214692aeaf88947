package dev.otto.scheduler.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetScope;
import dev.otto.models.CatalogCache;
import dev.otto.models.ModelCatalog;
import dev.otto.models.Spending;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeModels;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobsWithoutNode;
import dev.otto.scheduler.node.NodeLabels;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class GaugesTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final Metrics metrics = new Metrics("1.0");
  private StandInOpenCode openCode;
  @Parameter private TestDatabase on;
  private Database database;
  private ModelCatalog catalog;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    openCode = StandInOpenCode.start();
    var backend = new OpenCodeModels(new OpenCodeHttp(openCode.url(), Optional.empty()));
    var cache = new CatalogCache(folder.resolve("cache.json"));
    catalog = new ModelCatalog(backend, cache, clock, Duration.ofHours(24));
    catalog.start();
    database = on.open(folder);
    var amount = new Spending.Amount(50, 1);
    var period =
        new Spending.Period(
            clock.instant().atZone(ZoneOffset.UTC), clock.instant().atZone(ZoneOffset.UTC));
    var budget = new Budget(4.0, null, 100L, Optional.empty());
    var account = new Spending.Account(BudgetScope.ofJob("a"), budget, amount, amount, period);
    new Gauges(
            catalog,
            () -> true,
            () -> 3,
            new JobCountRepository(database),
            new JobsWithoutNode(database, new NodeLabels(database, Set.of("gpu")), clock),
            () -> new Spending(List.of(account)))
        .addTo(metrics);
  }

  @AfterEach
  void stop() {
    openCode.close();
    database.close();
  }

  @Test
  void measuresAtTheMomentOfTheScrape() {
    has("otto_catalog_models 645.0");
    has("otto_catalog_age_seconds 0.0");
    has("otto_catalog_stale 0.0");
    has("otto_opencode_up 1.0");
    has("otto_runs_in_flight 3.0");
    has("otto_budget_share{budget=\"jobs.a\",limit=\"tokensPerDay\"} 0.5");
    has("otto_budget_share{budget=\"jobs.a\",limit=\"usdPerDay\"} 0.25");
    has("otto_jobs{state=\"paused\"} 0.0");
    has("otto_build_info{java=\"" + Runtime.version() + "\",version=\"1.0\"} 1");
    clock.advance(Duration.ofDays(2));
    has("otto_catalog_age_seconds 172800.0");
    has("otto_catalog_stale 1.0");
  }

  @Test
  void tellsTheRestWhereTheDatabaseCannotBeRead() {
    database.close();
    has("otto_catalog_models 645.0");
    assertFalse(text().contains("otto_jobs{"), text());
  }

  private void has(String line) {
    assertTrue(text().contains(line + "\n"), text());
  }

  private String text() {
    return new String(metrics.text(), UTF_8);
  }
}
