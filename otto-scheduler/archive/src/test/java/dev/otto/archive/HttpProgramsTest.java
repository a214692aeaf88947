package dev.otto.archive;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.opencode.FreePort;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What speaks HTTP to Otto besides its own clients, on both of its ports. */
@WithArchive
class HttpProgramsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path home;
  private Unpacked archive;
  private StandInOpenCode openCode;
  private Serving otto;
  private List<String> healthPages;

  @BeforeEach
  void start(Unpacked unpacked) throws IOException {
    archive = unpacked.at(home);
    openCode = StandInOpenCode.start();
    otto = Serving.start(archive, openCode.url().toString());
    healthPages = List.of(otto.url() + "/observe/health", otto.pages() + "/login");
  }

  @AfterEach
  void leavesNoStackTraceInTheLog() throws IOException {
    otto.close();
    openCode.close();
    String log = Files.readString(home.resolve("serve.log"));
    assertFalse(log.contains("at io.helidon") || log.contains("Exception"), log);
  }

  @Test
  @WithTool("curl")
  void curlInItsWays() throws Exception {
    for (String page : healthPages) {
      for (String way : List.of("--http1.0", "--head", "--http1.1", "-HConnection: close")) {
        var curl = run("curl", "-sS", "--fail", "--max-time", "20", way, page);
        assertEquals(0, curl.exit(), way + " " + page + curl.err());
      }
      var refused =
          run("curl", "-sS", "-HConnection: close", "-w%{http_code}", "-o/dev/null", page + "/no");
      assertTrue(refused.ok().startsWith("4"), refused.out());
    }
  }

  @Test
  @WithTool("wget")
  void wgetLooksWithoutLoading() throws Exception {
    for (String page : healthPages) {
      var wget = run("wget", "--spider", "--tries=1", "--timeout=20", page);
      assertEquals(0, wget.exit(), wget.err());
    }
  }

  @Test
  @WithTool("python3")
  void pythonsOwnLibraryClosesEachConnection() throws Exception {
    String script =
        "import sys,urllib.request as u;print(u.urlopen(sys.argv[1],timeout=20).status)";
    for (String page : healthPages) {
      assertEquals("200\n", run("/usr/bin/python3", "-c", script, page).ok());
    }
  }

  @Test
  @WithTool("haproxy")
  void haproxyFindsBothHealthy() throws Exception {
    int port = FreePort.find();
    var config = new StringBuilder();
    config.append("defaults\n mode http\n timeout connect 20s\n timeout client 20s\n");
    config.append(" timeout server 20s\n");
    config.append("frontend statistics\n bind 127.0.0.1:" + port + "\n stats enable\n");
    config.append(" stats uri /stats\n");
    for (String page : healthPages) {
      var url = URI.create(page);
      config.append("backend on-" + url.getPort() + "\n option httpchk GET " + url.getPath());
      config.append("\n server otto 127.0.0.1:" + url.getPort() + " check inter 200ms\n");
    }
    Path file = Files.writeString(home.resolve("haproxy.cfg"), config);
    try (var haproxy = new Started("/usr/sbin/haproxy", "-db", "-f", file.toString())) {
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                String statistics =
                    run("curl", "-sS", "http://127.0.0.1:" + port + "/stats;csv").ok();
                var servers = statistics.lines().filter(line -> line.contains(",otto,")).toList();
                assertEquals(2, servers.size(), haproxy.said());
                servers.forEach(line -> assertTrue(line.contains(",L7OK,200,"), line));
              });
    }
  }

  @Test
  @WithTool("nginx")
  void nginxWithTheSampleServesTheApi() throws Exception {
    int port = FreePort.find();
    makeCertificate();
    String server =
        Files.readString(archive.file("config-samples/reverse-proxy.nginx.conf"))
            .replace("listen 443", "listen 127.0.0.1:" + port)
            .replace("/etc/ssl/otto.example.org/fullchain.pem", home + "/fullchain.pem")
            .replace("/etc/ssl/otto.example.org/privkey.pem", home + "/privkey.pem")
            .replace("127.0.0.1:4191", URI.create(otto.url()).getAuthority());
    String config =
        "daemon off; pid nginx.pid; error_log stderr; events {}\n"
            + "http { access_log off;\n"
            + server
            + "}";
    Path file = Files.writeString(home.resolve("nginx.conf"), config);
    try (var nginx = new Started("/usr/sbin/nginx", "-p", home + "/", "-c", file.toString())) {
      servesTheApi(port, nginx);
    }
  }

  /** One of the two nodes of the sample is away; the other knows the name, as its sample says. */
  @Test
  @WithTool("haproxy")
  void haproxyWithTheSampleAsksNoNodeThatIsAway() throws Exception {
    int port = FreePort.find();
    otto.close();
    otto = node(home, "{\"externalApi\":{\"hostNames\":[\"otto.example.org\"]}}");
    String nobody = "127.0.0.1:" + FreePort.find();
    try (var haproxy = haproxy(port, URI.create(otto.url()).getAuthority(), nobody)) {
      servesTheApi(port, haproxy);
    }
  }

  /** The one that is told to stop answers until the proxy has turned to the other. */
  @Test
  @WithTool("haproxy")
  void haproxyWithTheSampleLosesNoRequestWhileANodeStops() throws Exception {
    int port = FreePort.find();
    otto.close();
    var settings =
        EmbeddedPostgres.builder().setPGStartupWait(LONG).setServerConfig("fsync", "off");
    try (var postgres = settings.start()) {
      String config =
          """
          { "database": { "url": "jdbc:postgresql://127.0.0.1:%d/postgres", "user": "postgres" },
            "externalApi": { "hostNames": ["otto.example.org"] } }
          """
              .formatted(postgres.getPort());
      otto = node(home, config);
      String one = URI.create(otto.url()).getAuthority();
      try (var other = node(Files.createDirectories(home.resolve("other")), config);
          var haproxy = haproxy(port, one, URI.create(other.url()).getAuthority())) {
        servesTheApi(port, haproxy);
        String jobs = "/external/jobs";
        String token = token();
        var stopping = Thread.ofVirtual().start(otto::stop);
        int answered = 0;
        for (; stopping.isAlive(); answered++) {
          assertEquals("200", status(port, jobs, token), haproxy.said());
        }
        assertEquals("200", status(port, jobs, token), haproxy.said());
        assertTrue(answered > 20, answered + " requests");
      }
    }
  }

  private Serving node(Path place, String config) throws IOException {
    Files.writeString(place.resolve("config.jsonc"), config);
    return Serving.start(archive.at(place), openCode.url().toString());
  }

  private Started haproxy(int port, String one, String other) throws Exception {
    makeCertificate();
    String pem =
        Files.readString(home.resolve("fullchain.pem"))
            + Files.readString(home.resolve("privkey.pem"));
    Path both = Files.writeString(home.resolve("both.pem"), pem);
    String config =
        Files.readString(archive.file("config-samples/cluster/haproxy.cfg"))
            .replace("bind :443", "bind 127.0.0.1:" + port)
            .replace("/etc/haproxy/otto.example.org.pem", both.toString())
            .replace("ssl verify required ca-file /etc/haproxy/otto-ca.pem", "")
            .replaceAll(" verifyhost .*", "")
            .replace("berlin-1.example.org:4191", one)
            .replace("berlin-2.example.org:4191", other);
    Path file = Files.writeString(home.resolve("haproxy.cfg"), config);
    return new Started("/usr/sbin/haproxy", "-db", "-f", file.toString());
  }

  private void servesTheApi(int port, Started proxy) throws Exception {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertEquals("200", status(port, "/observe/health"), proxy.said()));
    assertEquals("401", status(port, "/external/health"));
    for (String path :
        List.of("/external/health", "/external/jobs", "/observe/metrics", "/openapi")) {
      assertEquals("200", status(port, path, token()), path);
    }
    assertEquals("404", status(port, "/elsewhere"));
  }

  /** Returns the header with it. */
  private String token() throws IOException {
    return "-HAuthorization: Bearer "
        + Files.readString(home.resolve("secrets/internal-api.token")).strip();
  }

  private void makeCertificate() throws Exception {
    run(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "1",
            "-keyout",
            "privkey.pem",
            "-out",
            "fullchain.pem",
            "-subj",
            "/CN=otto.example.org")
        .ok();
  }

  private String status(int port, String path, String... more) throws Exception {
    var curl = new ArrayList<>(List.of("curl", "-sk", "-o/dev/null", "-w%{http_code}"));
    curl.addAll(List.of(more));
    curl.add("https://127.0.0.1:" + port + path);
    return run(curl.toArray(String[]::new)).out();
  }

  private Unpacked.Result run(String... command) throws Exception {
    return archive.run(new ProcessBuilder(command).directory(home.toFile()));
  }

  /** A server of others, ended with the test. */
  private final class Started implements AutoCloseable {
    private final Path log = home.resolve("started.log");
    private final Process process;

    Started(String... command) throws IOException {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    }

    String said() throws IOException {
      return Files.readString(log);
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
