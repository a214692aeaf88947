package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of this build, unpacked, with no Java on the path. */
@WithArchive
class ArchiveTest {
  private Unpacked archive;

  @BeforeEach
  void emptyHome(Unpacked unpacked, @TempDir Path home) {
    archive = unpacked.at(home);
  }

  @Test
  void saysItsVersions() throws Exception {
    assertTrue(archive.run("otto", "--version").ok().matches("otto \\d.* \\(Java 25\\)\n"));
    assertTrue(archive.run("ottoctl", "--version").ok().startsWith("ottoctl "));
  }

  @Test
  @WithRealOpenCode
  void switchesTheModelOfAFlowAndOfATaskOnARealOpenCode(@TempDir Path place) throws Exception {
    try (var openCode = RealOpenCode.start(place);
        var otto = Serving.start(archive, openCode.url().toString())) {
      assertEquals(
          "fake/alpha\nfake/beta\nfake/vendor/gamma-1.5:free\n",
          otto.ottoctl("model", "list", "-o", "name").ok());
      assertEquals(3, otto.json("model", "refresh").path("count").asInt());
      otto.ottoctl("task", "create", "--id", "news", "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
      assertEquals("fake/alpha", servedModelOfTheNextRun(otto));

      otto.ottoctl("model", "defaults", "set", "scheduledTasks", "fake/beta").ok();
      String defaults = otto.ottoctl("model", "defaults", "show").ok();
      assertTrue(defaults.contains("scheduledTasks\tfake/beta\n"), defaults);
      assertEquals("fake/beta", servedModelOfTheNextRun(otto));

      otto.ottoctl("task", "set-model", "news", "fake/vendor/gamma-1.5:free").ok();
      assertEquals("fake/vendor/gamma-1.5:free", servedModelOfTheNextRun(otto));
    }
  }

  private static String servedModelOfTheNextRun(Serving otto) throws Exception {
    var run = otto.json("task", "run-now", "news", "--wait");
    assertEquals("succeeded", run.path("state").asText(), run.toString());
    return run.path("servedModelRef").asText();
  }

  @Test
  void answersInJsonAreNothingButJson() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString())) {
      assertEquals(645, otto.json("model", "list").path("models").size());
      assertEquals("ok", otto.json("status").path("status").asText());
      var wrong = otto.ottoctl("model", "defaults", "set", "heartbeat", "no/model", "-o", "json");
      assertEquals(2, wrong.exit());
      assertEquals("", wrong.out());
    }
  }

  @Test
  void theControlPlaneStandsAloneInFrontOfAnOtto() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString())) {
      String link = otto.ottoctl("open", "--print", "--control-plane-url", pages(otto)).ok();
      assertTrue(page(URI.create(link.strip())).contains("This link logs you in once."));
      String token = archive.home().resolve("secrets/internal-api.token").toString();
      var alone =
          archive.program(
              "otto-control-plane", "--url", otto.url(), "--token-file", token, "--port", "0");
      Path said = archive.home().resolve("alone.txt");
      Process process = alone.redirectOutput(said.toFile()).redirectErrorStream(true).start();
      try {
        await().until(() -> Files.readString(said).contains("log in: "));
        String text = Files.readString(said);
        assertTrue(text.startsWith("control plane http://127.0.0.1:"), text);
        assertTrue(mapsACache(process.pid()));
        URI login = URI.create(text.replaceAll("(?s).*log in: (\\S+) .*", "$1"));
        assertTrue(page(login).contains("This link logs you in once."));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** Where its own control plane is. */
  private static String pages(Serving otto) throws Exception {
    for (var service : otto.json("status").path("services")) {
      if (service.path("id").asText().equals("control_plane")) {
        return service.path("message").asText();
      }
    }
    throw new AssertionError("no control plane");
  }

  private static String page(URI address) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void theCachesAreUsed() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString())) {
      assertTrue(mapsACache(otto.pid()));
      Process events = otto.client("events", "--follow").start();
      try {
        await().until(() -> mapsACache(events.pid()));
      } finally {
        events.destroyForcibly();
      }
    }
  }

  @Test
  void eventsEndWithTheirReaderAlthoughNothingHappens() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString())) {
      otto.ottoctl("task", "pause", "system-heartbeat").ok();
      Process events = otto.client("events", "--follow", "-o", "name").start();
      try (var out = events.inputReader()) {
        assertTrue(out.readLine().contains("-"));
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> !events.isAlive());
      assertEquals(1, events.exitValue());
    }
  }

  private static boolean mapsACache(long pid) throws Exception {
    Path maps = Path.of("/proc/" + pid + "/maps");
    return Files.exists(maps) && Files.readString(maps).contains(".aot");
  }

  /** Java itself would run the old class from the cache. */
  @Test
  void aJarThatChangedIsRunAndNotItsCache(@TempDir Path place) throws Exception {
    var changed = Unpacked.in(place);
    Path jar =
        changed.files("lib/ottoctl").stream()
            .filter(file -> file.getFileName().toString().startsWith("ottoctl-"))
            .findFirst()
            .orElseThrow();
    var modified = Files.getLastModifiedTime(jar);
    PatchedJar.replace(
        jar,
        "dev/otto/ctl/command/SharedOptions.class",
        "Monitors and controls",
        "Monitors and commands");
    Files.setLastModifiedTime(jar, modified);
    var help = changed.run("ottoctl", "--help");
    assertTrue(help.ok().contains("Monitors and commands"), help.out());
    assertEquals("", help.err());
  }

  @Test
  void theDemoNeedsNothingElse() throws Exception {
    Path said = archive.home().resolve("demo.txt");
    var demo = archive.program("otto", "demo").redirectOutput(said.toFile());
    Process process = demo.redirectErrorStream(true).start();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.readString(said).contains("demo-missing-model succeeded"));
    } finally {
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
    assertTrue(Files.readString(said).contains("The demo has ended."));
  }

  @Test
  void theSampleConfigurationIsFine() throws Exception {
    var check = archive.program("otto", "config", "check");
    check.environment().put("OTTO_CONFIG", archive.file("config-samples/config.jsonc").toString());
    assertTrue(archive.run(check).ok().contains("is fine"));
  }

  @Test
  @WithTool("systemd-analyze")
  void systemdAcceptsTheUnit() throws Exception {
    String unit = Files.readString(archive.file("config-samples/otto.service"));
    Path installed = Files.createSymbolicLink(archive.home().resolve("otto"), archive.folder());
    Path file = archive.home().resolve("otto.service");
    Files.writeString(file, unit.replace("/opt/otto/", installed + "/"));
    assertEquals("", complaints("systemd-analyze", "verify", file.toString()));
  }

  @Test
  void aLinkToALauncherWorks() throws Exception {
    Path link =
        Files.createSymbolicLink(archive.home().resolve("ctl"), archive.file("bin/ottoctl"));
    var linked = archive.program("ottoctl", "--version");
    linked.command().set(0, link.toString());
    assertTrue(archive.run(linked).ok().startsWith("ottoctl "));
  }

  @Test
  @WithTool("groff")
  void manShowsEveryPage() throws Exception {
    List<Path> pages = archive.files("share/man");
    assertTrue(Stream.of("otto-serve.1", "ottoctl-task-set-model.1").allMatch(has(pages)));
    for (Path page : pages) {
      assertEquals("", complaints("groff", "-man", "-ww", "-Tutf8", "-z", page.toString()));
    }
  }

  @Test
  void theNoticesNameEveryLibrary() throws Exception {
    String notices = Files.readString(archive.file("THIRD-PARTY.txt"));
    for (Path jar : archive.files("lib")) {
      String name = jar.getFileName().toString();
      if (name.endsWith(".jar") && !name.startsWith("otto")) {
        String library = name.replaceFirst("-([0-9].*)\\.jar", ":$1");
        assertTrue(notices.contains(":" + library + " "), library);
      }
    }
    assertFalse(notices.contains("Unknown"), notices);
  }

  private static Predicate<String> has(List<Path> files) {
    return name -> files.stream().anyMatch(file -> file.endsWith(name));
  }

  private static String complaints(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return process.waitFor() == 0 ? said : "exit " + process.exitValue() + ": " + said;
  }
}
