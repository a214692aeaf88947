package dev.otto.benchmarks.load;

import dev.otto.benchmarks.Figures;
import dev.otto.benchmarks.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The time from process start to ready with OpenCode already up, and the resident memory of the
 * idle daemon.
 */
public final class StartUp {
  private static final int STARTS = Integer.getInteger("starts", 9);

  private StartUp() {}

  /** Takes no arguments; the number of starts is a system property. */
  public static void main(String[] arguments) throws Exception {
    List<Long> ready = new ArrayList<>();
    List<Long> resident = new ArrayList<>();
    try (var openCode = StandInProcess.start(0)) {
      var setting = Setting.make(openCode.url(), 4);
      for (int i = 0; i < STARTS; i++) {
        try (var otto = setting.start()) {
          ready.add(otto.untilReady().toMillis());
          otto.get("/external/models/catalog");
          TimeUnit.SECONDS.sleep(10);
          resident.add(otto.residentKib() / 1024);
        }
      }
    }
    System.out.println(Machine.description());
    System.out.println("first start on an empty home, ms: " + ready.getFirst());
    print("process start to ready, ms", ready.subList(1, ready.size()));
    print("resident after ten idle seconds, MiB", resident);
  }

  private static void print(String what, List<Long> figures) {
    var rounds = figures.stream().mapToDouble(Long::doubleValue).toArray();
    System.out.println(what + ": " + Figures.of(rounds));
  }
}
