package dev.otto.scheduler.daemon;

import dev.otto.controlplane.ControlPlane;
import dev.otto.controlplane.ControlPlaneSettings;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.status.ServiceCheck;
import dev.otto.web.Listen;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The web control plane in the daemon: a client of its API like any other. */
final class Web implements AutoCloseable {
  private final Services base;
  private volatile @Nullable ControlPlane controlPlane;

  Web(Services base) {
    this.base = base;
  }

  /** Starts the control plane and returns when it listens; does nothing if it is switched off. */
  void start(ControlPlaneSettings.OttoAddress otto) throws StartException {
    OttoConfig.ControlPlane config = base.config().controlPlane();
    if (config.enabled()) {
      controlPlane = start(config, otto);
    }
  }

  private ControlPlane start(OttoConfig.ControlPlane config, ControlPlaneSettings.OttoAddress otto)
      throws StartException {
    var environment = base.environment();
    try {
      return ControlPlane.start(
          new ControlPlaneSettings(
              listen(config),
              otto,
              environment.clock(),
              environment.random(),
              base.logins(),
              base.failedAttempts("pages")));
    } catch (IllegalStateException e) {
      String message =
          ("The control plane cannot listen on %s port %d, which another program may use; stop"
                  + " that, or set controlPlane.port (OTTO_CONTROL_PLANE_PORT) to another")
              .formatted(config.host(), config.port());
      throw new StartException(StartException.UNAVAILABLE, message, e);
    }
  }

  /** Checks the settings without listening. */
  static void check(OttoConfig.ControlPlane config) throws StartException {
    try {
      ControlPlaneSettings.requireTls(listen(config));
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.BAD_CONFIGURATION, e.getMessage() + "", e);
    }
  }

  private static Listen listen(OttoConfig.ControlPlane config) {
    return new Listen(
        config.host(),
        config.port(),
        Set.copyOf(config.hostNames()),
        Optional.empty(),
        config.allowInsecure());
  }

  Optional<ControlPlane> controlPlane() {
    return Optional.ofNullable(controlPlane);
  }

  /** Returns the check of whether it listens; its address is the message. */
  ServiceCheck check() {
    return new ServiceCheck("control_plane", "Control plane", this::state);
  }

  private ServiceCheck.ServiceState state() {
    if (!base.config().controlPlane().enabled()) {
      return ServiceCheck.ServiceState.disabled("controlPlane.enabled is false");
    }
    return controlPlane()
        .filter(ControlPlane::isRunning)
        .map(running -> ServiceCheck.ServiceState.ok(running.address()))
        .orElseGet(() -> ServiceCheck.ServiceState.degraded("it does not listen"));
  }

  @Override
  public void close() {
    controlPlane().ifPresent(ControlPlane::close);
  }
}
