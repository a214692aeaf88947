package dev.otto.scheduler.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Modalities;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.schedule.CronExpression;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.CostForecast;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Forecasts beside what the month that follows costs, by a simulation that looks at each minute.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CostForecastsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final ModelRef DEAR = ModelRef.of("a/dear");
  private static final ModelRef CHEAP = ModelRef.of("a/cheap");
  private static final ModelRef FREE = ModelRef.of("b/free");
  private static final double WITHIN = 0.2;

  /** US dollars for a token, as the provider takes them. */
  private static final Map<ModelRef, Double> PRICES = Map.of(DEAR, 4e-6, CHEAP, 1e-6);

  private static final CatalogSnapshot CATALOG =
      CatalogSnapshot.of(
          new ModelBackend.Listing(
              List.of(priced(DEAR), priced(CHEAP), Model.named(FREE)), Optional.of(DEAR), 0),
          Instant.EPOCH,
          1);

  @TempDir Path folder;

  /** A month in which the clocks change begins in a month. */
  private final SettableClock clock = new SettableClock(at("2026-02-15T12:00"));

  private final Random random = new Random(19);
  private final Map<String, Simulated> jobs = new LinkedHashMap<>();
  private final Map<String, Double> spent = new HashMap<>();
  @Parameter private TestDatabase on;
  private Database database;
  private CostForecasts forecasts;
  private int runs;

  @BeforeEach
  void open() throws Exception {
    database = on.open(folder);
    forecasts =
        new CostForecasts(
            new PastRunRepository(database),
            new ModelResolver(() -> CATALOG, FlowDefaults::none),
            () -> CATALOG,
            clock,
            ZONE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Model priced(ModelRef ref) {
    double price = PRICES.get(ref) * 1_000_000;
    return new Model(
        ref,
        ref.modelId(),
        Model.Limits.UNKNOWN,
        Model.Prices.of(price, price),
        new Model.Abilities(false, true, List.of(), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }

  private static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(ZONE).toInstant();
  }

  /** A job with a rule of its own for when it is due. */
  private final class Simulated {
    private final Job job;
    private final Predicate<ZonedDateTime> due;
    private final ModelRef model;
    private final int tokensOfAStep;
    private Instant busyUntil = Instant.MIN;

    Simulated(Job job, int tokensOfAStep, Predicate<ZonedDateTime> due) {
      this.job = job;
      this.tokensOfAStep = tokensOfAStep;
      this.due = due;
      this.model = job.choice().modelRef().orElseThrow();
    }

    void tick(Tx tx, ZonedDateTime minute) {
      Instant now = minute.toInstant();
      if (!now.isBefore(busyUntil) && due.test(minute)) {
        busyUntil = now.plusSeconds(30 + random.nextInt(300));
        spent.merge(job.id(), run(tx, now, busyUntil), Double::sum);
      }
    }

    private double run(Tx tx, Instant start, Instant end) {
      long tokens = 0;
      for (int step = 3 + random.nextInt(4); step > 0; step--) {
        tokens += tokensOfAStep / 2 + random.nextInt(tokensOfAStep);
      }
      Double price = PRICES.get(model);
      Double usd = price == null ? null : price * tokens;
      insert(tx, job.id(), model, new Tokens(tokens, 0, 0, 0, 0), usd, start, end);
      return usd == null ? 0 : usd;
    }
  }

  private void insert(
      Tx tx, String job, ModelRef model, Tokens tokens, Double usd, Instant start, Instant end) {
    String id = "run" + runs++;
    tx.update(
        """
        INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, served_model_ref)
        VALUES (?, ?, ?, ?, ?, 'succeeded', ?)
        """,
        id,
        job,
        start,
        end,
        start,
        model.toString());
    var bill = new Bill(List.of(new Bill.ModelUsage(model, tokens, usd, 1)), true);
    BillRepository.insertOfRun(tx, id, new BillTime(start, end, ZONE), bill);
  }

  private Job job(String id, Schedule schedule, Instant next, ModelRef model) {
    var state = new Job.State(false, next, null, null, null, null, null);
    var choice = ModelChoice.of(Optional.of(model));
    Instant now = clock.instant();
    return new Job(id, "t", schedule, next, null, null, choice, null, state, now, now);
  }

  private Job cron(String id, String expression, ModelRef model) throws Exception {
    var schedule = new Schedule.Cron(CronExpression.parse(expression), ZONE);
    return job(id, schedule, schedule.first(clock.instant()).orElseThrow(), model);
  }

  private void add(Job job, int tokensOfAStep, Predicate<ZonedDateTime> due) {
    jobs.put(job.id(), new Simulated(job, tokensOfAStep, due));
    insert(job.id());
  }

  private void insert(String job) {
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                VALUES (?, 't', 'oneshot', 0, 0)
                """,
                job));
  }

  private void simulate(Instant until) {
    while (clock.instant().isBefore(until)) {
      Instant midnight = clock.instant().plus(Duration.ofDays(1));
      database.write(
          tx -> {
            while (clock.instant().isBefore(until) && clock.instant().isBefore(midnight)) {
              ZonedDateTime minute = clock.instant().atZone(ZONE);
              jobs.values().forEach(each -> each.tick(tx, minute));
              clock.advance(Duration.ofMinutes(1));
            }
            return true;
          });
    }
  }

  private static boolean isWorkday(ZonedDateTime time) {
    return time.getDayOfWeek() != DayOfWeek.SATURDAY && time.getDayOfWeek() != DayOfWeek.SUNDAY;
  }

  private static boolean isAt(ZonedDateTime time, int hour, int minute) {
    return time.getHour() == hour && time.getMinute() == minute;
  }

  @Test
  void aMonthOfMixedJobsCostsWhatWasForecast() throws Exception {
    add(cron("daily", "0 7 * * *", DEAR), 4_000, time -> isAt(time, 7, 0));
    add(
        cron("workdays", "30 9-17 * * 1-5", CHEAP),
        2_000,
        time ->
            isWorkday(time)
                && time.getMinute() == 30
                && time.getHour() >= 9
                && time.getHour() <= 17);
    add(cron("unpriced", "15 * * * *", FREE), 1_000, time -> time.getMinute() == 15);
    Job interval = job("interval", new Schedule.Cadence(45), clock.instant(), DEAR);
    add(
        interval,
        1_000,
        time ->
            !time.toInstant()
                .isBefore(jobs.get("interval").busyUntil.plus(Duration.ofMinutes(45))));
    jobs.get("interval").busyUntil = clock.instant().minus(Duration.ofMinutes(45));
    simulate(at("2026-03-15T12:00"));

    Instant once = at("2026-03-20T12:00");
    add(
        job("soon", new Schedule.OneShot(), once, DEAR),
        1_000,
        time -> time.toInstant().equals(once));
    add(job("late", new Schedule.OneShot(), at("2026-06-01T12:00"), DEAR), 1_000, _ -> false);
    var told = new LinkedHashMap<String, CostForecast>();
    for (Simulated each : jobs.values()) {
      told.put(each.job.id(), forecasts.of(again(each.job)).orElseThrow());
    }
    Map<String, Double> before = Map.copyOf(spent);
    simulate(at("2026-04-15T12:00"));

    double forecast = 0;
    double paid = 0;
    for (var each : told.entrySet()) {
      double cost =
          spent.getOrDefault(each.getKey(), 0.0) - before.getOrDefault(each.getKey(), 0.0);
      Double usd = each.getValue().usd();
      paid += cost;
      forecast += usd == null ? 0 : usd;
      if (each.getValue().basis().equals("job") && usd != null) {
        assertEquals(cost, usd, WITHIN * cost, each.getValue().message());
      }
    }
    assertEquals(paid, forecast, WITHIN * paid);
    assertNull(told.get("unpriced").usd());
    assertTrue(
        told.get("unpriced").message().endsWith("is not known, because b/free has no price."),
        told.get("unpriced").message());
    assertEquals("flow", told.get("soon").basis());
    assertEquals(1, told.get("soon").runs());
    assertEquals("No run is planned within a month.", told.get("late").message());
  }

  /** The job with its next time as of now. */
  private Job again(Job job) {
    Instant now = clock.instant();
    Instant next =
        job.schedule() instanceof Schedule.OneShot
            ? job.state().nextRunAt()
            : job.schedule().next(now).orElseThrow();
    return job(job.id(), job.schedule(), next, job.choice().modelRef().orElseThrow());
  }

  private void past(String job, ModelRef model, long tokens, Double usd) {
    Instant end = clock.instant().minusSeconds(60);
    var took = new Tokens(tokens, 0, 0, 0, 0);
    database.write(
        tx -> {
          insert(tx, job, model, took, usd, end.minusSeconds(1), end);
          return true;
        });
  }

  @Test
  void receiptsOfAnotherModelArePricedByTheCatalog() throws Exception {
    insert("daily");
    past("daily", DEAR, 1_000_000, 4.0);
    past("daily", DEAR, 3_000_000, 12.0);
    CostForecast same = forecasts.of(cron("daily", "0 7 * * *", DEAR)).orElseThrow();
    assertEquals(28 * 8.0, same.usd());
    assertEquals(28 * 2_000_000, same.tokens());
    CostForecast cheaper = forecasts.of(cron("daily", "0 7 * * *", CHEAP)).orElseThrow();
    assertEquals(28 * 2.0, cheaper.usd());
    assertEquals(
        "About $56.00 a month: 28 runs at $2.00, the median of 2 receipts of this job"
            + " (half of them between $1.50 and $2.50).",
        cheaper.message());
    assertNull(forecasts.of(cron("daily", "0 7 * * *", FREE)).orElseThrow().usd());
    past("daily", FREE, 5_000_000, null);
    assertEquals(28 * 3.0, forecasts.of(cron("daily", "0 7 * * *", CHEAP)).orElseThrow().usd());
  }

  @Test
  void withoutAnyReceiptItSaysSo() throws Exception {
    CostForecast told = forecasts.of(cron("new", "0 7 * * *", DEAR)).orElseThrow();
    assertEquals("none", told.basis());
    assertEquals(
        "28 runs within a month; what they cost is not known, because no job has a receipt yet.",
        told.message());
    insert("other");
    past("other", DEAR, 1_000_000, 4.0);
    assertEquals(
        "About $112.00 a month: 28 runs at $4.00, the only receipt of all jobs, since this one"
            + " has none yet.",
        forecasts.of(cron("new", "0 7 * * *", DEAR)).orElseThrow().message());
  }

  @Test
  void aJobOfEachSecondIsNotCountedToTheEndOfTheMonth() throws Exception {
    CostForecast told = forecasts.of(cron("each", "* * * * * ?", DEAR)).orElseThrow();
    assertEquals(100_000, told.runs());
    assertTrue(told.message().startsWith("100,000 or more runs within a month;"), told.message());
  }
}
