package dev.otto.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.benchmarks.Machine;
import dev.otto.benchmarks.Wire;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.config.FlowDefaultsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Changes the flow defaults again and again on a real daemon, each change on disk before it is
 * answered, while four clients read them over HTTP and one reads the file. All four defaults always
 * name the same model, so a reader that sees two of them has seen a torn value.
 */
public final class DefaultsChanges {
  private static final int CHANGES = Integer.getInteger("changes", 3_000);
  private static final int READERS = Integer.getInteger("readers", 4);
  private static final int WARM_UP = 300;
  private static final String PATH = "/external/models/defaults";

  private final Setting setting;
  private final String token;
  private final List<String> models;

  private DefaultsChanges(Setting setting, String token, List<String> models) {
    this.setting = setting;
    this.token = token;
    this.models = models;
  }

  /** Takes no arguments; the numbers are system properties. */
  public static void main(String[] arguments) throws Exception {
    try (var openCode = StandInProcess.start(0)) {
      var setting = Setting.make(openCode.url(), 4);
      try (var otto = setting.start()) {
        String token = Files.readString(setting.home().resolve("secrets/internal-api.token"));
        new DefaultsChanges(setting, token.strip(), models(otto)).run();
      }
    }
  }

  private static List<String> models(OttoProcess otto) throws IOException, InterruptedException {
    JsonNode models = Setting.json(otto.get("/external/models/catalog")).path("models");
    return List.of(models.path(0).asText(), models.path(1).asText());
  }

  private void run() throws Exception {
    System.out.println(Machine.description());
    var over = new AtomicBoolean();
    try (var threads = Executors.newCachedThreadPool()) {
      change(WARM_UP);
      print("no reader", change(CHANGES));
      List<Future<Long>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(watching(over, this::overTheWire)));
      }
      readers.add(threads.submit(watching(over, this::inTheFile)));
      print(READERS + " readers and one of the file", change(CHANGES));
      over.set(true);
      for (Future<Long> reader : readers) {
        System.out.printf("a reader saw %,d values, none torn%n", reader.get());
      }
    }
  }

  /** Changes the defaults and returns the time of each change, in microseconds. */
  private long[] change(int times) throws IOException {
    var took = new long[times];
    try (var wire = new Wire(setting.port(), token)) {
      for (int i = 0; i < times; i++) {
        byte[] request = wire.put(PATH, body(models.get(i % 2)));
        long before = System.nanoTime();
        var reply = wire.send(request);
        took[i] = (System.nanoTime() - before) / 1_000;
        if (reply.status() != 200) {
          throw new IOException("A change was answered " + reply.status() + ": " + reply.text());
        }
      }
    }
    return took;
  }

  private static String body(String model) {
    return Arrays.stream(Flow.values())
        .map(flow -> "\"" + flow.key() + "\":\"" + model + "\"")
        .collect(Collectors.joining(",", "{\"flowDefaults\":{", "}}"));
  }

  @FunctionalInterface
  private interface Watch {
    /** Reads until it is over and returns the number of reads. */
    long until(AtomicBoolean over) throws IOException;
  }

  private static Callable<Long> watching(AtomicBoolean over, Watch watch) {
    return () -> watch.until(over);
  }

  private long overTheWire(AtomicBoolean over) throws IOException {
    long seen = 0;
    try (var wire = new Wire(setting.port(), token)) {
      byte[] request = wire.get(PATH, "");
      for (; !over.get(); seen++) {
        JsonNode values = Setting.json(wire.send(request).text()).path("flowDefaults");
        requireOne(values.properties().stream().map(value -> value.getValue().asText()).toList());
      }
    }
    return seen;
  }

  /** Reads the file; it fails if the file is not a valid configuration at any instant. */
  private long inTheFile(AtomicBoolean over) throws IOException {
    Path file = setting.home().resolve("config.jsonc");
    long seen = 0;
    for (; !over.get(); seen++) {
      try (var read = new FlowDefaultsDocument(file)) {
        FlowDefaults defaults = read.current();
        requireOne(
            Arrays.stream(Flow.values())
                .map(flow -> defaults.get(flow).map(Object::toString).orElse("none"))
                .toList());
      }
    }
    return seen;
  }

  private static void requireOne(List<String> values) {
    if (values.size() != Flow.values().length || values.stream().distinct().count() != 1) {
      throw new IllegalStateException("A torn value: " + values);
    }
  }

  private static void print(String what, long[] took) {
    Arrays.sort(took);
    System.out.printf(
        "%,d changes with %s: p50 %.2f ms, p99 %.2f ms, slowest %.1f ms%n",
        took.length,
        what,
        took[took.length / 2] / 1e3,
        took[took.length * 99 / 100] / 1e3,
        took[took.length - 1] / 1e3);
  }
}
