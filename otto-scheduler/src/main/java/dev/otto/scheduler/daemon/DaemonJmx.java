package dev.otto.scheduler.daemon;

import dev.otto.models.Resolution;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.jmx.DaemonBeans;
import dev.otto.scheduler.jmx.RemoteConnector;
import dev.otto.scheduler.jmx.UnusableJmxException;
import dev.otto.scheduler.status.ServiceCheck;
import dev.otto.web.FailedAttempts;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Management over JMX, as configured. */
public final class DaemonJmx implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonJmx.class);

  /** The delay of each wrong password beyond the first ones of a minute. */
  private static final Duration GUESS_DELAY = Duration.ofSeconds(1);

  private final Services base;
  private final FailedAttempts failures;
  private final Teardown parts = new Teardown();
  private final @Nullable DaemonBeans beans;
  private volatile @Nullable RemoteConnector connector;

  private DaemonJmx(Services base, @Nullable DaemonBeans beans) {
    this.base = base;
    this.failures = base.failedAttempts("jmx");
    this.beans = beans;
    if (beans != null) {
      parts.add(beans);
    }
  }

  /** Rejects unsafe remote access before anything starts. */
  public static void check(OttoConfig.Jmx jmx) throws StartException {
    try {
      if (jmx.enabled() && jmx.remote().isPresent()) {
        RemoteConnector.check(jmx.remote().get());
      }
    } catch (UnusableJmxException e) {
      throw refused(e);
    }
  }

  private static StartException refused(UnusableJmxException e) {
    return new StartException(StartException.BAD_CONFIGURATION, e.getMessage() + "", e);
  }

  /** Registers the beans before the first run, so that they count it. */
  public static DaemonJmx register(Services base, ModelRuntime models, Engine engine, Api api)
      throws SchedulerException {
    if (!base.config().jmx().enabled()) {
      return new DaemonJmx(base, null);
    }
    var beans =
        DaemonBeans.register(
            ManagementFactory.getPlatformMBeanServer(),
            new DaemonBeans.ModelServices(
                models.models(),
                api.refreshes(engine),
                api.defaults(),
                models.budgets().ledger(),
                api.replacements(engine)),
            new DaemonBeans.Jobs(engine.jobs, engine.runs, engine.running, engine.aborts),
            base.database());
    engine.events.add(beans.runs());
    return new DaemonJmx(base, beans);
  }

  /** Opens remote access, if configured. */
  public void open() throws StartException {
    Optional<OttoConfig.JmxRemote> remote = base.config().jmx().remote();
    if (beans != null && remote.isPresent()) {
      try {
        var server = ManagementFactory.getPlatformMBeanServer();
        connector = parts.add(RemoteConnector.start(remote.get(), server, this::denied));
      } catch (UnusableJmxException e) {
        throw refused(e);
      }
      LOG.info("Remote JMX listens on {}, with TLS and passwords", connector.address());
    }
  }

  /**
   * Audits a rejected user unless there are too many within a minute: further attempts are guesses,
   * which must not fill the disk, and are slowed down. A right password never comes here.
   */
  private void denied(String user) {
    if (failures.failed("any address").isEmpty()) {
      noteDenied(user);
    } else {
      slowDown();
    }
  }

  private static void slowDown() {
    try {
      TimeUnit.NANOSECONDS.sleep(GUESS_DELAY.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void noteDenied(String user) {
    LOG.atWarn()
        .addKeyValue("event", "jmx_login_denied")
        .addKeyValue("user", user)
        .log("A login to remote JMX was rejected");
    var actor = new Actor("unknown", Surface.JMX);
    base.audit().loginDenied(actor, user);
  }

  /** Reports the resolution of a question to the assistant. */
  public void asked(Resolution resolution) {
    if (beans != null) {
      beans.asked(resolution);
    }
  }

  public ServiceCheck.ServiceState state() {
    if (beans == null) {
      return ServiceCheck.ServiceState.disabled("jmx.enabled is false");
    }
    RemoteConnector remote = connector;
    if (remote == null) {
      return ServiceCheck.ServiceState.ok(beans.pattern() + ", on this machine only");
    }
    return remote
        .problem()
        .map(ServiceCheck.ServiceState::degraded)
        .orElseGet(
            () ->
                ServiceCheck.ServiceState.ok(
                    "%s, remote on %s with %d clients"
                        .formatted(beans.pattern(), remote.address(), remote.clients())));
  }

  @Override
  public void close() {
    parts.close();
  }
}
