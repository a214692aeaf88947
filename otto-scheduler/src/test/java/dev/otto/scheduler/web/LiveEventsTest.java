package dev.otto.scheduler.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.audit.Actor;
import dev.otto.scheduler.audit.Surface;
import dev.otto.scheduler.models.FlowDefaultsService.Wish;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a browser hears of Otto. */
@Timeout(60)
class LiveEventsTest {
  private OttoWithPages world;
  private Visitor visitor;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    visitor = world.browser().logIn(world.token());
    await().until(() -> visitor.get("/models").body().contains("data-pulse=\"up\""));
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    visitor.close();
    world.close();
  }

  private BufferedReader listen() throws Exception {
    String cookie = "otto-session-" + world.pages().port() + "=" + visitor.session();
    var request =
        HttpRequest.newBuilder(URI.create(world.pages().address() + "/live"))
            .header("Cookie", cookie)
            .build();
    var stream = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  /** The data of the next event of this kind. */
  private static String next(BufferedReader lines, String kind) throws Exception {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event: " + kind)) {
        return lines.readLine();
      }
    }
    throw new AssertionError("The stream ended before an event " + kind);
  }

  @Test
  void aChangeElsewhereIsToldWithItsSubjectAndNoMore() throws Exception {
    try (var lines = listen()) {
      assertEquals("data: {\"pulse\":\"up\"}", next(lines, "hello"));
      var ref = Optional.of(ModelRef.of("dune/dune-4-mini"));
      world
          .otto
          .flowDefaults()
          .change(new Actor("else", Surface.REST), Wish.set(Flow.HEARTBEAT, ref));
      assertEquals("data: {}", next(lines, "defaults"));
      assertFalse(next(lines, "audit").contains("dune"));
    }
  }

  @Test
  void theStreamEndsWithItsSession() throws Exception {
    try (var lines = listen()) {
      next(lines, "hello");
      visitor.post("/logout", java.util.Map.of());
      world.otto.models().catalog().refresh();
      await().atMost(Duration.ofSeconds(30)).until(() -> ended(lines));
    }
  }

  private static boolean ended(BufferedReader lines) throws Exception {
    String line = lines.readLine();
    while (line != null) {
      line = lines.readLine();
    }
    return true;
  }
}
