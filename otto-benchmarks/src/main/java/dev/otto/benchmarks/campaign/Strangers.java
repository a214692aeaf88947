package dev.otto.benchmarks.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Strangers at both ports of one Otto: idle and trickling connections, malformed requests, and a
 * flood from a thousand addresses, while a client with the token is served.
 */
final class Strangers {
  private static final long MOST_WRITTEN = 1_000_000;

  private final OttoProcess otto;
  private final Path home;
  private final Size size;
  private final int[] ports;

  private Strangers(OttoProcess otto, Path home, Size size) throws Exception {
    this.otto = otto;
    this.home = home;
    this.size = size;
    this.ports = new int[] {otto.url().getPort(), pages(otto).getPort()};
  }

  static List<Finding> attack(Size size, Random random) throws Exception {
    try (var openCode = StandInProcess.start(0)) {
      var setting = Setting.make(openCode.url(), 8);
      try (var otto = setting.start()) {
        return new Strangers(otto.awaitStarted(), setting.home(), size).all(random);
      }
    }
  }

  /** Returns where the pages are; they listen a moment after the API. */
  private static URI pages(OttoProcess otto) throws Exception {
    for (int attempt = 0; attempt < 600; attempt++) {
      for (JsonNode service : Setting.json(otto.get("/external/system/status")).get("services")) {
        if (service.get("id").asText().equals("control_plane")
            && service.get("status").asText().equals("ok")) {
          return URI.create(service.get("message").asText());
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IOException("the control plane does not listen");
  }

  /** Bothers Otto until it is over, and tells the figures and what was broken. */
  private interface Attack {
    Finding run(AtomicBoolean over) throws Exception;
  }

  private List<Finding> all(Random random) throws Exception {
    int each = size.connections();
    return List.of(
        during(over -> idleUntil(over)),
        during(over -> Crowd.idle(ports, each, over)),
        during(over -> Crowd.trickling(ports, each, over)),
        during(over -> new MalformedRequests(random).send(ports, size.malformed())),
        during(this::flood));
  }

  private static Finding idleUntil(AtomicBoolean over) throws InterruptedException {
    while (!over.get()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return new Finding("nobody else", "", List.of());
  }

  private Finding flood(AtomicBoolean over) throws Exception {
    long before = stored();
    long requests = Flood.send(ports, over);
    long written = stored() - before;
    return new Finding(
        "a flood without the token from 1,000 addresses",
        "; %,d requests of strangers, %,d bytes written".formatted(requests, written),
        written > MOST_WRITTEN ? List.of("a flood wrote " + written + " bytes") : List.of());
  }

  /** Asks for the jobs as a client with the token does, again and again, during an attack. */
  private Finding during(Attack attack) throws Exception {
    var over = new AtomicBoolean();
    var client = new GoodClient(otto);
    Thread asking = Thread.ofPlatform().start(() -> ask(client, over));
    var timeIsUp = new AtomicBoolean();
    Thread timer = Thread.ofPlatform().daemon().start(() -> setAfterTime(timeIsUp));
    Finding found;
    try {
      found = attack.run(timeIsUp);
      timer.join();
    } finally {
      over.set(true);
      asking.join();
    }
    var broken = new ArrayList<>(found.broken());
    if (client.failed() > 0) {
      broken.add(client.failed() + " requests of the good client were not served");
    }
    return new Finding(found.trouble(), client.figures() + found.figures(), broken);
  }

  private static void ask(GoodClient client, AtomicBoolean over) {
    try {
      client.askUntil(over);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void setAfterTime(AtomicBoolean timeIsUp) {
    try {
      TimeUnit.NANOSECONDS.sleep(size.time().toNanos());
      timeIsUp.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the bytes of all files of Otto, its log included. */
  private long stored() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).mapToLong(Strangers::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException goneMeanwhile) {
      return 0;
    }
  }
}
