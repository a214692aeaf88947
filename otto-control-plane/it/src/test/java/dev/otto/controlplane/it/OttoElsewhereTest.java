package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.controlplane.ControlPlane;
import dev.otto.controlplane.ControlPlaneSettings;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import dev.otto.web.Listen;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane of its own, in front of an Otto that may be there or not. */
class OttoElsewhereTest {
  private static final String TOKEN = "a-token-of-32-characters-or-more-it-is";

  private static ControlPlane start(URI otto, String token) {
    return ControlPlane.start(
        new ControlPlaneSettings(
            Listen.loopback(0),
            new ControlPlaneSettings.OttoAddress(otto, () -> token),
            InstantSource.system(),
            RandomGenerator.getDefault()));
  }

  private static String failedPage(URI otto, String token) throws Exception {
    try (var controlPlane = start(otto, token);
        var visitor = new Visitor(controlPlane.address())) {
      assertEquals(303, visitor.post("/login", Map.of("token", token)).statusCode());
      var page = visitor.get("/models");
      assertEquals(502, page.statusCode());
      assertFalse(page.body().contains(token));
      return page.body();
    }
  }

  @Test
  void whereNobodyAnswersThePageSaysWhereItAskedAndWaits() throws Exception {
    URI nobody;
    try (var closed = StandInOpenCode.start()) {
      nobody = closed.url();
    }
    String page = failedPage(nobody, TOKEN);
    assertTrue(page.contains("Otto does not answer at " + nobody), page);
    assertTrue(page.contains("data-waits=\"true\""), page);
  }

  @Test
  void whereTheTokenIsWrongThePageSaysWhichOneIsRight(@TempDir Path home) throws Exception {
    try (var world = OttoWithPages.start(home)) {
      String page = failedPage(URI.create(world.otto.address()), TOKEN);
      assertTrue(page.contains("does not accept the token"), page);
      assertTrue(page.contains("internal-api.token"), page);
    }
  }

  @Test
  void whatIsNotOttoIsNotTakenForIt() throws Exception {
    try (var openCode = StandInOpenCode.start()) {
      assertTrue(failedPage(openCode.url(), TOKEN).contains("is not Otto"));
    }
  }

  @Test
  void theHeaderShowsOttoGoAndComeBack(@TempDir Path home) throws Exception {
    try (var openCode = StandInOpenCode.start()) {
      var first = OttoWithPages.on(openCode, home, Map.of());
      String token = first.token();
      URI address = URI.create(first.otto.address());
      try (var controlPlane = start(address, token);
          var visitor = new Visitor(controlPlane.address()).logIn(token)) {
        await().until(() -> visitor.get("/models").body().contains("data-pulse=\"up\""));
        first.otto.close();
        await().until(() -> visitor.get("/models").body().contains("data-pulse=\"down\""));
        var same = Map.of("OTTO_EXTERNAL_API_PORT", Integer.toString(address.getPort()));
        try (var again = OttoWithPages.on(openCode, home, same)) {
          await()
              .atMost(Duration.ofSeconds(20))
              .until(() -> visitor.get("/models").body().contains("data-pulse=\"up\""));
          assertEquals(token, again.token());
        }
      }
    }
  }

  @Test
  void itIsNotOpenedToOtherMachinesUnlessToldTo() {
    var refused = assertThrows(IllegalArgumentException.class, () -> settings(false));
    assertTrue(refused.getMessage().contains("controlPlane.allowInsecure"), refused.getMessage());
    assertEquals(0, settings(true).listen().port());
  }

  private static ControlPlaneSettings settings(boolean allowInsecure) {
    return new ControlPlaneSettings(
        new Listen("0.0.0.0", 0, Set.of(), Optional.empty(), allowInsecure),
        new ControlPlaneSettings.OttoAddress(URI.create("http://127.0.0.1:1"), () -> "token"),
        InstantSource.system(),
        RandomGenerator.getDefault());
  }
}
