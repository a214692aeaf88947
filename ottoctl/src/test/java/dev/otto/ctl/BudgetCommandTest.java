package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetCommandTest {
  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
  }

  @BeforeEach
  void removeAll() {
    daemon.run("budget", "set", "all", "--remove").ok();
    daemon.run("budget", "set", "jobs.a.b", "--remove").ok();
  }

  @Test
  void setsChangesShowsAndRemovesABudget() {
    assertTrue(daemon.atTerminal("budget").ok().out().contains("no budgets are set"));
    String set =
        daemon
            .run("budget", "set", "all", "--usd-per-day", "20", "--tokens-per-day", "5000000")
            .ok()
            .out();
    assertEquals(
        "all\t$20 a day\t$0.0000\t0 %\thold\nall\t5000000 tokens a day\t0\t0 %\thold\n", set);
    daemon.run("budget", "set", "jobs.a.b", "--tokens-per-day", "7").ok();
    daemon
        .run("budget", "set", "all", "--usd-per-day", "none", "--when-spent", "alder/alder-4-nano")
        .ok();
    assertEquals(
        """
        all\t5000000 tokens a day\t0\t0 %\talder/alder-4-nano
        jobs.a.b\t7 tokens a day\t0\t0 %\thold
        """,
        daemon.run("budget", "show").ok().out());
    assertTrue(daemon.atTerminal("budget").ok().out().contains("WHEN SPENT"));
    daemon.run("budget", "set", "all", "--remove").ok();
    assertEquals("jobs.a.b\n", daemon.run("budget", "show", "-o", "name").ok().out());
  }

  @Test
  void raisesALimitForTodayOrUntilATimeAndEndsThat() {
    daemon.run("budget", "set", "all", "--usd-per-day", "20", "--tokens-per-day", "7").ok();
    String raised = daemon.run("budget", "raise", "all", "--tokens-per-day", "9").ok().out();
    assertTrue(
        raised.matches(
            "all\\t\\$20 a day\\t.*\nall\\t9 tokens a day, raised until \\S+T00:00\\S*\\t\\d+\\t.*\n"),
        raised);
    String until = "2126-12-24T18:00:00+01:00";
    daemon.run("budget", "raise", "all", "--usd-per-day", "40", "--until", until).ok();
    String both = daemon.atTerminal("budget").ok().out();
    assertTrue(both.contains("$40 a day, raised until 2126-12-24T18:00+01:00"), both);
    assertTrue(both.contains("9 tokens a day, raised until 2126"), both);
    daemon.run("budget", "raise", "all", "--end").ok();
    assertFalse(daemon.run("budget").ok().out().contains("raised"));
    assertEquals(2, daemon.run("budget", "raise", "all", "--usd-per-day", "20").exit());
    assertEquals(2, daemon.run("budget", "raise", "jobs.none", "--usd-per-day", "2").exit());
    assertEquals(
        2, daemon.run("budget", "raise", "all", "--usd-per-day", "40", "--until", "now").exit());
  }

  @Test
  void aDryRunChangesNothing() {
    daemon.run("budget", "set", "all", "--tokens-per-day", "7", "--dry-run").ok();
    assertEquals("", daemon.run("budget").ok().out());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (String wrong : new String[] {"everything", "flows", "flows.", "job.x"}) {
      var refused = daemon.run("budget", "set", wrong, "--tokens-per-day", "7");
      assertEquals(2, refused.exit(), wrong + refused.err());
    }
    assertEquals(2, daemon.run("budget", "set", "all", "--tokens-per-day", "many").exit());
    assertEquals(2, daemon.run("budget", "set", "all", "--tokens-per-day", "0").exit());
    assertEquals(2, daemon.run("budget", "set", "flows.heartbaet", "--usd-per-day", "1").exit());
  }

  @Test
  void overASpentBudgetRunNowAndAskSayHowToGoOn() {
    daemon.task("spends", "Hello");
    daemon.run("task", "run-now", "spends", "--wait").ok();
    daemon.run("budget", "set", "all", "--tokens-per-day", "1").ok();
    var refused = daemon.run("task", "run-now", "spends", "--wait");
    assertEquals(5, refused.exit(), refused.err());
    assertTrue(refused.err().contains("The budget of all"), refused.err());
    assertEquals(5, daemon.run("ask", "Hello").exit());
    daemon.run("task", "run-now", "spends", "--wait", "--over-budget").ok();
    daemon.run("ask", "Hello", "--over-budget").ok();
  }
}
