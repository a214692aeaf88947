package dev.otto.scheduler.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Prompts by the library from jobs of somebody's Quartz application, however they end, on the
 * oldest Java that it takes and on this one.
 */
@WithRealOpenCode
class PromptsOfAnApplicationTest {
  private static final Duration PLENTY = Duration.ofMinutes(2);
  private static final String ALPHA = RealOpenCode.ALPHA.toString();

  @TempDir static Path folder;
  private static final Map<Java, PromptingProcess> APPLICATIONS = new EnumMap<>(Java.class);
  private static RealOpenCode openCode;

  /** A Java to run the application on. */
  private enum Java {
    OLDEST,
    THIS;

    /** Returns the program; none where there is no Java 17, as for the plugin's own tests. */
    Optional<Path> program() {
      String home = this == THIS ? System.getProperty("java.home") : System.getenv("JAVA17_HOME");
      return Optional.ofNullable(home).map(it -> Path.of(it, "bin", "java"));
    }
  }

  @BeforeAll
  static void start() throws IOException {
    openCode =
        RealOpenCode.start(
            Files.createDirectory(folder.resolve("opencode")), it -> it.addChoices(Map.of()));
    for (Java java : Java.values()) {
      if (java.program().isPresent()) {
        APPLICATIONS.put(java, application(java));
      }
    }
    // An OpenCode 1.18 whose first prompt is aborted while it loads the provider refuses all
    // others.
    for (Java java : APPLICATIONS.keySet()) {
      send(java, "first", ALPHA, "-", "100", "hello");
      assertTrue(on(java).awaitLine(java + "-first\t").contains("echo: hello"));
      // OpenCode tries for more than a minute, while the other prompts are made.
      send(java, "provider-down", RealOpenCode.GONE.toString(), "-", "150", "hello");
    }
  }

  private static PromptingProcess application(Java java) throws IOException {
    return PromptingProcess.start(
        java.program().orElseThrow(), Files.createTempDirectory(folder, "app"), openCode.url());
  }

  @AfterAll
  static void stop() {
    APPLICATIONS.values().forEach(PromptingProcess::close);
    openCode.close();
  }

  @AfterEach
  void noRequestStaysOpen() throws Exception {
    assertEquals("[]", get("/permission"));
    assertEquals("[]", get("/question"));
  }

  @ParameterizedTest
  @EnumSource
  void runsOnThatJavaAndGetsItsAnswer(Java java) throws Exception {
    int version = java == Java.OLDEST ? 17 : Runtime.version().feature();
    assertEquals("", on(java).awaitLine("started on Java " + version));
    assertEnds(java, "first", "[alpha] echo: hello\t[]");
  }

  @ParameterizedTest
  @EnumSource
  void aPromptThatTakesTooLongIsATimeout(Java java) throws Exception {
    send(java, "timeout", ALPHA, "-", "3", "#delay=60000");
    assertEnds(java, "timeout", "timeout\t[]");
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptIsAnAbort(Java java) throws Exception {
    inFlight(on(java), java + "-interrupted");
    on(java).send("interrupt", java + "-interrupted");
    assertEnds(java, "interrupted", "aborted\t[]");
  }

  @ParameterizedTest
  @EnumSource
  void aToolThatAsksIsRefusedAtOnceAndTheModelGoesOn(Java java) throws Exception {
    String call = "#call=bash {\"command\":\"echo done\",\"description\":\"says so\"}";
    send(java, "permission", ALPHA, "asker", "100", call);
    String said = assertEnds(java, "permission", "");
    assertTrue(said.contains("permission=bash, patterns=[echo done]"), said);
    assertTrue(said.contains("reply=REJECT"), said);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatTheProviderRefusesIsToldFromOneThatFails(Java java) throws Exception {
    send(java, "unauthorized", ALPHA, "-", "100", "#status=401");
    assertEnds(java, "unauthorized", "provider_unauthorized\t[]");
  }

  @ParameterizedTest
  @EnumSource
  void aProviderThatIsDownIsUnreachable(Java java) throws Exception {
    on(java);
    assertEnds(java, "provider-down", "provider_unreachable\t[]");
  }

  @ParameterizedTest
  @EnumSource
  void aShutdownEndsThePromptInFlightAndTheThreads(Java java) throws Exception {
    on(java);
    try (var application = application(java)) {
      inFlight(application, java + "-shutdown");
      assertTrue(get("/session").contains("of " + java + "-shutdown"));
      application.send("shutdown");
      assertEquals("aborted\t[]", application.awaitLine(java + "-shutdown\t"));
      assertEquals("[]", application.awaitLine("left: "));
      application.awaitEnd();
      assertNoSession(java + "-shutdown");
    }
  }

  private static PromptingProcess on(Java java) {
    assumeTrue(APPLICATIONS.containsKey(java), "there is no Java 17: set JAVA17_HOME");
    return APPLICATIONS.get(java);
  }

  private static void send(Java java, String prompt, String... words) {
    on(java).send(java + "-" + prompt + "\t" + String.join("\t", words));
  }

  /** Returns when the provider has a prompt that it will not answer soon. */
  private static void inFlight(PromptingProcess application, String name) {
    application.send(name, ALPHA, "-", "100", "#delay=60000 " + name);
    await()
        .atMost(PLENTY)
        .until(() -> openCode.requests().stream().anyMatch(it -> it.prompt().contains(name)));
  }

  private static String assertEnds(Java java, String prompt, String said) throws Exception {
    String line = on(java).awaitLine(java + "-" + prompt + "\t");
    assertTrue(line.startsWith(said), line);
    assertNoSession(java + "-" + prompt);
    return line;
  }

  private static void assertNoSession(String prompt) throws Exception {
    String sessions = get("/session");
    assertFalse(sessions.contains("of " + prompt), sessions);
  }

  private static String get(String path) throws Exception {
    var answer = openCode.http().request("GET", path, Optional.empty(), PLENTY);
    return new String(answer.body(), UTF_8);
  }
}
