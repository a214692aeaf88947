package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.impl.SchedulerRepository;

/**
 * Simulated days, on each second of which one fault is switched on. {@code status: ok} is a promise
 * that jobs run, notifications go and writes are kept.
 */
class SimulatedDaysTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path home;
  private final SettableClock clock =
      new SettableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private StandInOpenCode openCode;
  private WebhookReceiver receiver;
  private OttoOnOpenCode otto;
  private DueJobs due;
  private Path file;
  private Path elsewhere;
  private int day;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    receiver = new WebhookReceiver();
    Files.writeString(
        home.resolve("config.jsonc"),
        """
        {"notify": {"webhookUrl": "%s"}, "scheduler": {"promptTimeoutSeconds": 2}}"""
            .formatted(receiver.address()));
    Environment usual = OttoOnOpenCode.environment(home, openCode.url());
    otto =
        new OttoOnOpenCode(
            new Environment(
                usual.variables(), home, clock, ZoneId.of("UTC"), RandomGenerator.getDefault()));
    file = otto.paths().database();
    elsewhere = home.resolve("elsewhere.db");
    due = new DueJobs(file, clock);
    otto.call(
        200,
        "PUT",
        "/external/settings/notification-profile",
        "{\"quietMode\":\"off\",\"heartbeatOnlyIfSignal\":false}");
    String daily =
        otto.create(
            otto.job("hello")
                .put("id", "daily")
                .put("scheduleType", "recurring")
                .put("cadenceMinutes", 60)
                .put("runAt", clock.instant().toEpochMilli()));
    otto.finished(daily, 1);
  }

  @AfterEach
  void stop() {
    otto.close();
    receiver.close();
    openCode.close();
  }

  /** A fault that can be switched on and off. */
  private record Fault(String name, Switch on, Switch off) {}

  /** What a fault takes to begin or to end. */
  private interface Switch {
    void flip() throws Exception;
  }

  /** What one day was like, and what the status said of it. */
  private record Day(boolean kept, boolean ran, boolean told, String status) {
    boolean isGood() {
      return kept && ran && told;
    }

    /** Reports whether all went well, or the status says that something did not. */
    boolean isTrue() {
      return isGood() || !status.equals("ok");
    }
  }

  @Test
  void theStatusIsNeverOkWhileJobsDoNotRunOrNotificationsDoNotGoOrWritesAreNotKept()
      throws Exception {
    assertGood("before any fault");
    for (Fault fault : faults()) {
      fault.on().flip();
      Day bad = live(Day::isTrue);
      assertTrue(bad.isTrue(), fault.name() + ": " + bad);
      fault.off().flip();
      assertGood("after " + fault.name());
    }
    assertTrue(day >= 24, day + " days");
  }

  private List<Fault> faults() {
    return List.of(
        openCodeThat("is silent", FailureMode.SILENT),
        openCodeThat("drops connections", FailureMode.DROPS_CONNECTIONS),
        openCodeThat("answers with a page", FailureMode.ANSWERS_HTML),
        new Fault("OpenCode is gone", openCode::close, this::restartOpenCode),
        new Fault("the webhook fails", () -> receiver.answer(500), () -> receiver.answer(200)),
        new Fault("the webhook is silent", () -> receiver.answer(0), () -> receiver.answer(200)),
        locked(),
        new Fault("the database is moved away", () -> move(file, elsewhere), this::moveBack),
        new Fault("another database is in its place", this::replace, this::moveBack),
        new Fault(
            "the log of the database is removed",
            () -> move(wal(), elsewhere),
            () -> move(elsewhere, wal())),
        new Fault("a row cannot be read", this::spoilDaily, this::mendDaily),
        new Fault("Quartz rests", () -> quartz().standby(), () -> quartz().start()),
        config());
  }

  private Fault openCodeThat(String does, FailureMode mode) {
    return new Fault(
        "OpenCode " + does, () -> openCode.failure(mode), () -> openCode.failure(FailureMode.NONE));
  }

  private void restartOpenCode() throws IOException {
    openCode = StandInOpenCode.start(openCode.port());
  }

  private Fault locked() {
    var lock = new DueJobs.Lock(file);
    return new Fault("the database is locked", lock::take, lock::release);
  }

  private Fault config() {
    Path config = otto.paths().config();
    return new Fault(
        "the configuration is broken",
        () -> Files.writeString(config, Files.readString(config) + "{"),
        () -> Files.writeString(config, Files.readString(config).replaceFirst("\\{$", "")));
  }

  private Path wal() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private void replace() throws IOException {
    move(file, elsewhere);
    Files.copy(elsewhere, file);
  }

  private void moveBack() throws IOException {
    move(elsewhere, file);
  }

  private void spoilDaily() throws SQLException {
    due.change("UPDATE jobs SET model_ref = 'no reference' WHERE id = 'daily'");
  }

  private void mendDaily() {
    otto.call(200, "PATCH", "/external/jobs/daily", "{\"modelRef\":null}");
  }

  private static Scheduler quartz() {
    return SchedulerRepository.getInstance().lookupAll().iterator().next();
  }

  /** Lives through a day of which nothing may be left over from a fault. */
  private void assertGood(String when) throws Exception {
    Day last = live(Day::isGood);
    assertTrue(last.isGood(), when + ": " + last);
    await().atMost(PATIENCE).until(() -> status().equals("ok"));
  }

  /** Lets a day go by, and looks at all that Otto promises until it is like this. */
  private Day live(Predicate<Day> enough) throws Exception {
    await().atMost(PATIENCE).until(this::dailyRests);
    clock.advance(Duration.ofDays(1));
    String id = "day-" + ++day;
    int runs = runsOfDaily();
    int told = receiver.received();
    if (!keeps(id)) {
      // What cannot be stored cannot run; the status is asked at once.
      return new Day(false, false, false, status());
    }
    due.fire();
    return await().atMost(PATIENCE).until(() -> look(id, runs, told), enough);
  }

  /** The status comes last, so that it does not speak of an earlier moment than the rest. */
  private Day look(String id, int runs, int told) {
    boolean ran = succeeded(id) && runsOfDaily() > runs;
    return new Day(true, ran, receiver.received() > told, status());
  }

  private boolean keeps(String id) throws Exception {
    var job = otto.job("hello").put("id", id).put("runAt", clock.instant().toEpochMilli());
    return otto.status("POST", "/external/jobs", job.toString()) == 201 && due.holds(id);
  }

  private boolean succeeded(String id) {
    return otto.get("/external/jobs/" + id + "/runs")
        .at("/runs/0/state")
        .asText()
        .equals("succeeded");
  }

  private int runsOfDaily() {
    return otto.get("/external/jobs/daily/runs").path("total").asInt();
  }

  private boolean dailyRests() {
    return !otto.get("/external/jobs/daily").at("/job/status").asText().equals("running");
  }

  private String status() {
    return otto.get("/external/system/status").path("status").asText();
  }
}
