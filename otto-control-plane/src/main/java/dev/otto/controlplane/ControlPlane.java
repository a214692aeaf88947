package dev.otto.controlplane;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.OttoHttp;
import dev.otto.controlplane.assistant.AssistantPages;
import dev.otto.controlplane.audit.AuditPages;
import dev.otto.controlplane.http.Assets;
import dev.otto.controlplane.http.PageServer;
import dev.otto.controlplane.jobs.acknowledge.AcknowledgePages;
import dev.otto.controlplane.jobs.actions.JobActions;
import dev.otto.controlplane.jobs.detail.JobPages;
import dev.otto.controlplane.jobs.detail.RunPages;
import dev.otto.controlplane.jobs.form.JobFormPages;
import dev.otto.controlplane.jobs.list.JobListPages;
import dev.otto.controlplane.live.EventRelay;
import dev.otto.controlplane.live.LiveRoutes;
import dev.otto.controlplane.login.LoginRoutes;
import dev.otto.controlplane.models.DefaultsPages;
import dev.otto.controlplane.models.FlowPages;
import dev.otto.controlplane.models.ModelPage;
import dev.otto.controlplane.models.ModelPages;
import dev.otto.controlplane.models.ReplacePages;
import dev.otto.controlplane.overview.OverviewPages;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.ProblemPages;
import dev.otto.controlplane.page.Times;
import dev.otto.controlplane.palette.PalettePages;
import dev.otto.controlplane.runs.RunsPages;
import dev.otto.controlplane.session.LoginLinks;
import dev.otto.controlplane.session.Sessions;
import dev.otto.controlplane.settings.SettingsPages;
import dev.otto.web.RouteGroup;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** The control plane, assembled. */
public final class ControlPlane implements AutoCloseable {
  private final ControlPlaneSettings settings;
  private final OttoHttp otto;
  private final EventRelay relay;
  private final OttoApi api;
  private final Sessions sessions;
  private final LoginLinks links;
  private final PageServer server;
  private final Pages pages;

  private ControlPlane(ControlPlaneSettings settings) {
    this.settings = settings;
    var connection =
        new OttoHttp.OttoConnection(
            settings.otto().url(), settings.otto().token(), "otto-control-plane/" + version());
    otto = new OttoHttp(connection, settings.otto().client());
    api = new OttoApi(otto);
    relay = new EventRelay(otto, () -> api.status().found());
    sessions =
        new Sessions(
            settings.logins(), settings.clock(), settings.random(), settings.otto().token());
    links = new LoginLinks(settings.logins(), settings.clock(), settings.random());
    var assets = Assets.load();
    pages =
        new Pages(
            assets,
            new Times(settings.clock()),
            sessions,
            new Pages.PageContext(relay::pulse, this::serves));
    server = new PageServer(settings.listen(), sessions, new ProblemPages(pages));
    start(assets);
  }

  private void start(Assets assets) {
    server.start(routes(assets));
    relay.start();
  }

  /** Returns the routes of every feature. */
  private List<RouteGroup> routes(Assets assets) {
    return List.of(
        assets,
        new LoginRoutes(sessions, links, settings.failures(), pages),
        new LiveRoutes(relay, sessions),
        new OverviewPages(api, pages),
        new AssistantPages(api, pages, settings.clock()),
        new AuditPages(api, pages),
        new SettingsPages(api, pages, about()),
        new PalettePages(api, pages),
        new ModelPages(api, pages),
        new ModelPage(api, pages),
        new DefaultsPages(api, pages),
        new FlowPages(api, pages),
        new ReplacePages(api, pages),
        new JobListPages(api, pages),
        new JobFormPages(api, pages, settings.clock()),
        new JobPages(api, pages),
        new RunPages(api, pages),
        new JobActions(api, pages, settings.clock()),
        new AcknowledgePages(api, pages, settings.clock()),
        new RunsPages(api, pages));
  }

  private SettingsPages.AboutOtto about() {
    return new SettingsPages.AboutOtto(version(), this::address, settings.otto().url());
  }

  private boolean serves(String path) {
    return server.serves(path);
  }

  /**
   * Starts the control plane and returns when it listens.
   *
   * @throws IllegalStateException if the address cannot be bound
   */
  public static ControlPlane start(ControlPlaneSettings settings) {
    return new ControlPlane(settings);
  }

  /** Returns the port in use, which may have been chosen freely. */
  public int port() {
    return server.port();
  }

  /** Reports whether it listens. */
  public boolean isRunning() {
    return server.isRunning();
  }

  /** Returns the address for people. */
  public String address() {
    return server.address();
  }

  /** Returns a link that logs in whoever opens it, once, within a minute. */
  public URI loginLink() {
    return URI.create(address() + LoginRoutes.path(links.issue()));
  }

  /** Returns the version number; {@code development} when run from class files. */
  static String version() {
    String built = ControlPlane.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(built, "development");
  }

  @Override
  public void close() {
    relay.close();
    server.close();
    otto.close();
  }
}
