package dev.otto.scheduler.cli;

import dev.otto.controlplane.ControlPlane;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.daemon.OpenCodeProcess;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.daemon.Teardown;
import dev.otto.scheduler.daemon.Version;
import dev.otto.scheduler.logging.Logging.Detail;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command {@code otto serve}. */
final class Serve {
  private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

  /** Longer than the health checks of the sample proxy take to turn to others. */
  private static final Duration NOTICE = Duration.ofSeconds(5);

  private final Terminal terminal;
  private final Detail detail;

  Serve(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.detail = verbose ? Detail.EVERYTHING : Detail.NORMAL;
  }

  /** Runs the daemon. Returns only if the start fails; a signal ends the process. */
  int run(boolean startOpenCode) throws Exception {
    terminal.startLog(detail);
    Environment environment = terminal.environment();
    OttoConfig config = Otto.configuration(environment);
    var teardown = closedAtTheEnd();
    if (startOpenCode) {
      OpenCodeProcess.startWhereNoneAnswers(config.opencode(), environment)
          .ifPresent(teardown::add);
    }
    Otto otto = teardown.add(Otto.start(config, environment));
    if (otto.mayHaveOthers()) {
      teardown.add((AutoCloseable) () -> leave(otto));
    }
    tellReady(otto, config);
    new CountDownLatch(1).await();
    return 0;
  }

  /** Answers for some time more, since a proxy sends requests until it has noticed. */
  private static void leave(Otto otto) throws Exception {
    LOG.info("Stopping; requests are answered for {} s more", NOTICE.toSeconds());
    otto.leave();
    Thread.sleep(NOTICE);
  }

  /** Returns a teardown that runs when the process ends, in whatever way. */
  static Teardown closedAtTheEnd() {
    var teardown = new Teardown();
    Runtime.getRuntime().addShutdownHook(new Thread(teardown::close, "otto-stop"));
    return teardown;
  }

  private void tellReady(Otto otto, OttoConfig config) {
    int models = otto.models().catalog().snapshot().size();
    long millis =
        terminal.environment().clock().millis()
            - ManagementFactory.getRuntimeMXBean().getStartTime();
    String controlPlane = otto.controlPlane().map(ControlPlane::address).orElse("off");
    LOG.atInfo()
        .addKeyValue("event", "ready")
        .addKeyValue("version", Version.number())
        .addKeyValue("externalApi", otto.address())
        .addKeyValue("controlPlane", controlPlane)
        .addKeyValue("opencode", config.opencode().url())
        .addKeyValue("models", models)
        .addKeyValue("millis", millis)
        .log("Otto is ready");
    terminal
        .out()
        .printf(
            "ready: external API %s, control plane %s, OpenCode %s with %d models%n",
            otto.address(), controlPlane, config.opencode().url(), models);
  }
}
