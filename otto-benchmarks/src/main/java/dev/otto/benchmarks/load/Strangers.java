package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Strangers at both ports of an Otto with few files: idle and trickling connections, malformed
 * requests, and floods from a thousand addresses, while a client with the token is served. A fixed
 * seed; the sizes are system properties.
 */
public final class Strangers {
  private static final int CONNECTIONS = Integer.getInteger("connections", 2_000);
  private static final int MALFORMED = Integer.getInteger("malformed", 100_000);
  private static final int SECONDS = Integer.getInteger("seconds", 60);
  private static final long SEED = Long.getLong("seed", 20_261_129);
  private static final int PAUSE_MILLIS = 20;

  private final OttoProcess otto;
  private final Path home;
  private final int[] ports;

  private Strangers(OttoProcess otto, Path home) throws Exception {
    this.otto = otto;
    this.home = home;
    URI api = otto.url();
    this.ports = new int[] {api.getPort(), pages(otto).getPort()};
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    try (var openCode = StandInProcess.start(0)) {
      var setting = Setting.make(openCode.url(), 8);
      try (var otto = setting.start()) {
        System.out.println(Machine.description());
        new Strangers(otto, setting.home()).all();
      }
    }
    System.exit(0);
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

  private interface Attack {
    String run(AtomicBoolean over) throws Exception;
  }

  private void all() throws Exception {
    during("nobody else", this::nothing);
    during(CONNECTIONS + " idle connections a port", over -> Crowd.idle(ports, CONNECTIONS, over));
    during(
        CONNECTIONS + " trickling connections a port",
        over -> Crowd.trickling(ports, CONNECTIONS, over));
    during(
        MALFORMED + " malformed requests",
        over -> MalformedRequests.send(ports, MALFORMED, new Random(SEED)));
    long before = stored();
    during("a flood without the token from 1,000 addresses", over -> Flood.send(ports, over));
    System.out.printf("written during the flood: %,d bytes%n", stored() - before);
  }

  private String nothing(AtomicBoolean over) throws InterruptedException {
    while (!over.get()) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return "";
  }

  /** Asks for the jobs as a client with the token does, again and again, during an attack. */
  private void during(String name, Attack attack) throws Exception {
    var over = new AtomicBoolean();
    var said = new String[] {""};
    var done = new AtomicBoolean();
    Thread attacker = Thread.ofPlatform().start(() -> said[0] = attempt(attack, over, done));
    var millis = new double[SECONDS * 1_000 / PAUSE_MILLIS * 10];
    int count = 0;
    int failed = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    // An attack with a number of its own ends by itself, the others after this time.
    while ((System.nanoTime() < end || !(over.get() || done.get())) && count < millis.length) {
      if (System.nanoTime() >= end) {
        over.set(true);
      }
      long start = System.nanoTime();
      failed += isServed() ? 0 : 1;
      millis[count++] = (System.nanoTime() - start) / 1e6;
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    over.set(true);
    attacker.join();
    Arrays.sort(millis, 0, count);
    System.out.printf(
        "%s: %d requests of the good client, %d failed, p50 %.1f ms, p99 %.1f ms, most %.1f ms%s%n",
        name,
        count,
        failed,
        millis[count / 2],
        millis[count * 99 / 100],
        millis[count - 1],
        said[0]);
  }

  private static String attempt(Attack attack, AtomicBoolean over, AtomicBoolean done) {
    try {
      return attack.run(over);
    } catch (Exception e) {
      return "; the attack failed: " + e;
    } finally {
      done.set(true);
    }
  }

  private boolean isServed() throws InterruptedException {
    try {
      return otto.get("/external/jobs?limit=1").contains("jobs");
    } catch (IOException e) {
      return false;
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
