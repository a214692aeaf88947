package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.BeansOfOtto.add;
import static dev.otto.scheduler.daemon.BeansOfOtto.call;
import static dev.otto.scheduler.daemon.BeansOfOtto.get;
import static dev.otto.scheduler.daemon.BeansOfOtto.name;
import static dev.otto.scheduler.daemon.BeansOfOtto.read;
import static dev.otto.scheduler.daemon.BeansOfOtto.service;
import static dev.otto.scheduler.daemon.BeansOfOtto.texts;
import static dev.otto.scheduler.daemon.BeansOfOtto.write;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.jmx.RemoteFiles;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon over RMI with TLS, as an operator at another machine meets it. */
class RemoteJmxTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String REMARK = "// mine, and to stay";

  @TempDir Path home;
  private final MBeanServer here = ManagementFactory.getPlatformMBeanServer();
  @AutoClose private StandInOpenCode openCode;
  private RemoteFiles remote;

  @BeforeEach
  void start() throws IOException {
    openCode = StandInOpenCode.start();
    remote = new RemoteFiles(home);
  }

  @Test
  void aDefaultChangedOverRemoteJmxIsInTheFileInTheAuditAndInTheNextRun() throws Exception {
    configure("{ %s\n %s }".formatted(REMARK, remote.section()));
    try (Otto otto = start(environment());
        var client = remote.connect(RemoteFiles.WRITER, RemoteFiles.PASSWORD)) {
      String model =
          ((String[]) read(client.getMBeanServerConnection(), "ModelCatalog", "Models"))[7];
      write(client.getMBeanServerConnection(), model);

      assertEquals(model, read(here, "FlowDefaults", "ScheduledTasks"));
      String file = Files.readString(otto.paths().config());
      assertTrue(file.contains(REMARK) && file.contains("\"" + model + "\""), file);
      JsonNode entry = get(otto, "/external/audit").path("entries").path(0);
      assertEquals(
          List.of("operator", "jmx", "flow_defaults.change", "done"),
          texts(entry, "actor", "surface", "action", "outcome"));
      add(otto, "next", "Say hello");
      await().atMost(LONG).until(() -> openCode.asked().models().containsKey(model));
    }
  }

  @Test
  void aReadOnlyUserReadsAndHearsButChangesNothing() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    var heard = new CopyOnWriteArrayList<Notification>();
    try (Otto otto = start(environment());
        var client = remote.connect(RemoteFiles.READER, RemoteFiles.PASSWORD)) {
      var server = client.getMBeanServerConnection();
      server.addNotificationListener(name("FlowDefaults"), (it, back) -> heard.add(it), null, null);
      assertEquals(4, ((TabularData) read(server, "ModelResolver", "Flows")).size());
      assertThrows(SecurityException.class, () -> write(server, "inherit"));
      assertThrows(SecurityException.class, () -> call(server, "ModelCatalog", "refresh"));
      write(here, otto.models().catalog().snapshot().models().getFirst().ref().toString());
      await().atMost(LONG).until(() -> !heard.isEmpty());
      assertEquals("dev.otto.flowDefaults.changed", heard.getFirst().getType());
    }
  }

  @Test
  void aUserWhoMayWriteChangesNoBeanButOttos() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment());
        var client = remote.connect(RemoteFiles.WRITER, RemoteFiles.PASSWORD)) {
      assertEquals(home, otto.paths().home());
      var server = client.getMBeanServerConnection();
      var diagnostic = new ObjectName("com.sun.management:type=HotSpotDiagnostic");
      var file = home.resolve("heap.hprof");
      assertThrows(
          SecurityException.class,
          () ->
              server.invoke(
                  diagnostic,
                  "dumpHeap",
                  new Object[] {file.toString(), true},
                  new String[] {"java.lang.String", "boolean"}));
      assertFalse(Files.exists(file));
      assertThrows(
          SecurityException.class,
          () ->
              server.setAttribute(
                  new ObjectName("java.lang:type=Memory"), new Attribute("Verbose", true)));
      assertThrows(
          SecurityException.class,
          () -> server.createMBean("javax.management.loading.MLet", new ObjectName("x:type=MLet")));
      assertTrue(server.isRegistered(diagnostic));
      call(server, "ModelCatalog", "refresh");
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndInTheAudit() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment())) {
      assertThrows(SecurityException.class, () -> remote.connect(RemoteFiles.WRITER, "guess"));
      JsonNode entry = get(otto, "/external/audit").path("entries").path(0);
      assertEquals(
          List.of("jmx", "login.denied", "operator", "denied"),
          texts(entry, "surface", "action", "target", "outcome"));
    }
  }

  @Test
  void whoGuessesPasswordsDoesNotFillTheAuditAndLocksNobodyOut() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment())) {
      for (int i = 0; i < 25; i++) {
        assertThrows(SecurityException.class, () -> remote.connect(RemoteFiles.WRITER, "guess"));
      }
      assertEquals(19, get(otto, "/external/audit?limit=100&surface=jmx").path("entries").size());
      remote.connect(RemoteFiles.WRITER, RemoteFiles.PASSWORD).close();
    }
  }

  @Test
  void theStatusSaysWhereToLookAndWhatIsWrong() throws Exception {
    configure("{ %s }".formatted(remote.section()));
    try (Otto otto = start(environment())) {
      assertEquals("ok", service(otto).getFirst());
      assertTrue(service(otto).getLast().contains("127.0.0.1:" + remote.port()));
      permissions("rw-r--r--");
      assertEquals("degraded", service(otto).getFirst());
      assertTrue(service(otto).getLast().contains("chmod 600"), service(otto).toString());
    }
  }

  @Test
  void aStartThatWouldOpenTooMuchIsRefusedWith78() throws Exception {
    configure("{\"jmx\": {\"remote\": {\"port\": %d}}}".formatted(remote.port()));
    assertRefusedStart("jmx.remote.passwordFile");
    assertRefusedStart("jmx.remote.tls");
    configure("{ %s }".formatted(remote.section()));
    permissions("rw-r-----");
    assertRefusedStart("chmod 600");
    permissions("rw-------");
    Files.writeString(home.resolve("jmx.access"), "operator readwrite\nviewer readonly\neve all\n");
    assertRefusedStart("eve \"all\"; allowed is readonly or readwrite");
    assertEquals(Set.of(), here.queryNames(new ObjectName("dev.otto:*"), null));
  }

  private void assertRefusedStart(String reason) {
    var refused = assertThrows(StartException.class, () -> start(environment()));
    assertEquals(78, refused.exitCode());
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  private void permissions(String permissions) throws IOException {
    Files.setPosixFilePermissions(
        home.resolve("jmx.password"), PosixFilePermissions.fromString(permissions));
  }

  private void configure(String text) throws IOException {
    Files.writeString(home.resolve("config.jsonc"), text);
  }

  private Environment environment() {
    return OttoOnOpenCode.environment(home, openCode.url());
  }

  private static Otto start(Environment environment) throws Exception {
    return Otto.start(environment);
  }
}
