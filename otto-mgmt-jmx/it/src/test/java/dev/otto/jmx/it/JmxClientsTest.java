package dev.otto.jmx.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.MBeanException;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code otto demo} as a process of its own, with clients that know nothing of Otto. */
class JmxClientsTest {
  private static final Path CLIENTS = Path.of("target/clients");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String OTTO = "scheduler=otto";

  @TempDir Path home;

  @Test
  void aProcessOfTheSameUserAttachesReadsCallsAndChangesAsLocal() throws Exception {
    try (DemoProcess demo = DemoProcess.start(home);
        var client = demo.attach()) {
      var beans = client.getMBeanServerConnection();
      var catalog = new ObjectName("dev.otto:type=ModelCatalog," + OTTO);
      var defaults = new ObjectName("dev.otto:type=FlowDefaults," + OTTO);
      assertEquals(645, beans.getAttribute(catalog, "Count"));
      String model = ((String[]) beans.getAttribute(catalog, "Models"))[3];
      beans.setAttribute(defaults, new Attribute("Heartbeat", model));
      assertEquals(model, beans.getAttribute(defaults, "Heartbeat"));
      var refused =
          assertThrows(
              MBeanException.class,
              () -> beans.setAttribute(defaults, new Attribute("Heartbeat", "nonsense")));
      assertTrue(refused.getMessage().contains("provider/model"), refused.getMessage());
      String found =
          ((String[])
                  beans.invoke(
                      catalog, "search", new Object[] {model}, new String[] {"java.lang.String"}))
              [0];
      assertEquals(model, found);
      assertTrue(get(demo, "/external/audit").contains("\"actor\":\"local\",\"surface\":\"jmx\""));
    }
  }

  @Test
  void jmxtermComesInOverTlsWithAPasswordChangesADefaultAndIsRefusedWithoutOne() throws Exception {
    RemoteAccess remote = RemoteAccess.prepare(home);
    try (DemoProcess demo = DemoProcess.start(home)) {
      String bean = "dev.otto:" + OTTO + ",type=FlowDefaults";
      String model = StandInOpenCode.demoModels().getFirst().ref().toString();
      String changed =
          jmxterm(
              remote,
              RemoteAccess.PASSWORD,
              "set -b %s WatchdogFailures %s".formatted(bean, model),
              "get -b %s WatchdogFailures".formatted(bean),
              "run -b dev.otto:%s,type=ModelResolver explain heartbeat".formatted(OTTO));
      assertTrue(changed.contains("WatchdogFailures = " + model), changed);
      assertTrue(changed.contains("source = global_default"), changed);
      String file = Files.readString(home.resolve("config.jsonc"));
      assertTrue(file.contains("// kept") && file.contains(model), file);
      String audit = get(demo, "/external/audit");
      assertTrue(audit.contains("\"actor\":\"operator\",\"surface\":\"jmx\""), audit);
      String refused = jmxterm(remote, "guess", "get -b %s Heartbeat".formatted(bean));
      assertTrue(refused.contains("The name or the password is wrong"), refused);
      assertNothingElseGetsIntoTheRegistry(remote);
    }
  }

  /** Somebody else's server in Otto's registry would be handed the passwords. */
  private static void assertNothingElseGetsIntoTheRegistry(RemoteAccess remote) throws Exception {
    SSLContext.setDefault(remote.trusting());
    Registry registry =
        LocateRegistry.getRegistry("127.0.0.1", remote.port(), new SslRMIClientSocketFactory());
    Remote impostor = registry.lookup("jmxrmi");
    assertThrows(RemoteException.class, () -> registry.rebind("jmxrmi", impostor));
    assertThrows(RemoteException.class, () -> registry.bind("other", impostor));
    assertEquals(List.of("jmxrmi"), List.of(registry.list()));
  }

  @Test
  void thePrometheusAgentExportsTheNumbersOfTheBeans() throws Exception {
    Path rules = Path.of("../../config-samples/jmx-exporter.yaml").toAbsolutePath();
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path agent = CLIENTS.resolve("jmx_prometheus_javaagent.jar").toAbsolutePath();
    String option = "-javaagent:%s=127.0.0.1:%d:%s".formatted(agent, port, rules);
    try (DemoProcess demo = DemoProcess.start(home, option)) {
      var page = URI.create("http://127.0.0.1:" + port + "/metrics");
      String models = "dev_otto_modelcatalog_count{scheduler=\"otto\"} 645.0";
      String byJob = "dev_otto_modelresolver_countsbysource{key=\"job\",scheduler=\"otto\"} 1.0";
      await().atMost(LONG).until(() -> read(page, "").contains(byJob));
      String metrics = read(page, "");
      assertTrue(metrics.contains(models), metrics);
      assertTrue(metrics.contains("dev_otto_jobs_countsbystate{key=\"paused\""), metrics);
      assertFalse(metrics.contains("jobmodels"), metrics);
      assertFalse(metrics.contains(StandInOpenCode.PLANTED_KEY), demo.output());
    }
  }

  private String jmxterm(RemoteAccess remote, String password, String... commands)
      throws IOException, InterruptedException {
    Path script = Files.write(home.resolve("script.txt"), List.of(commands));
    String jar = CLIENTS.resolve("jmxterm-uber.jar").toAbsolutePath().toString();
    List<String> command = new ArrayList<>(List.of(DemoProcess.java()));
    command.addAll(remote.trust());
    command.addAll(List.of("-jar", jar, "-l", remote.address(), "-s", "-n"));
    command.addAll(List.of("-u", RemoteAccess.WRITER, "-p", password, "-i", script.toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(remote.folder().toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }

  private String get(DemoProcess demo, String path) throws Exception {
    String token = Files.readString(home.resolve("secrets/internal-api.token")).strip();
    return read(URI.create(demo.api() + path), token);
  }

  private static String read(URI page, String token) throws Exception {
    var request = HttpRequest.newBuilder(page).header("Authorization", "Bearer " + token).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
