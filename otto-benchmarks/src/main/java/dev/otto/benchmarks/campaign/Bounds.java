package dev.otto.benchmarks.campaign;

import dev.otto.benchmarks.load.OttoProcess;
import dev.otto.benchmarks.load.Setting;
import dev.otto.benchmarks.load.StandInProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls that are allowed and large: jobs of a megabyte, pages of the audit on them, posts of a
 * megabyte and answers of five at once, and readers that do not read. The process with the memory
 * that Otto is shipped with lives, a good client is served, and what is refused is refused as too
 * large or too much.
 */
final class Bounds {
  private static final int MOST_JOBS = 233;
  private static final int MOST_POSTS = 200;
  private static final int MOST_READERS = 900;
  private static final int PAGES = 32;
  private static final int ANSWERS = 16;
  private static final String MEGABYTE = "x".repeat(1_000_000);
  private static final Set<Integer> REFUSALS = Set.of(413, 429, 503);

  private final OttoProcess otto;
  private final Size size;
  private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();

  private Bounds(OttoProcess otto, Size size) {
    this.otto = otto;
    this.size = size;
  }

  static List<Finding> make(Size size, Random unused) throws Exception {
    try (var openCode = StandInProcess.start(0);
        var otto = Setting.make(openCode.url(), ANSWERS).start()) {
      return List.of(new Bounds(otto, size).run());
    }
  }

  private Finding run() throws Exception {
    var over = new AtomicBoolean();
    var good = new GoodClient(otto);
    try (var asking = Executors.newSingleThreadExecutor()) {
      var served =
          asking.submit(
              () -> {
                good.askUntil(over);
                return true;
              });
      long end = size.endNanos();
      int round = 0;
      do {
        allOfIt(round++, good);
      } while (System.nanoTime() < end && broken.isEmpty());
      over.set(true);
      served.get();
    }
    if (good.failed() > 0) {
      broken.add("the good client was not served " + good.failed() + " times");
    }
    return new Finding(
        "bounds", "answers by status " + answers + "; " + good.figures(), List.copyOf(broken));
  }

  private void allOfIt(int round, GoodClient good) throws Exception {
    good.during("large jobs");
    for (int i = 0; i < Math.min(MOST_JOBS, size.connections() / 8); i++) {
      call(
          "jobs",
          "POST",
          "/external/jobs",
          job("big-%d-%d".formatted(round, i), "daily", MEGABYTE));
    }
    good.during("pages of the audit");
    atOnce(PAGES, _ -> call("audit", "GET", "/external/audit?limit=200", ""));
    good.during("posts at once");
    atOnce(
        Math.min(MOST_POSTS, size.connections()),
        i -> call("posts", "POST", "/external/jobs", job("post-" + i, "none", MEGABYTE)));
    good.during("large answers");
    atOnce(
        ANSWERS,
        i ->
            call(
                "answers",
                "POST",
                "/external/jobs",
                job("answer-%d-%d".formatted(round, i), "now", "#size=5000000 ")));
    good.during("slow readers of a job");
    slowReaders("/external/jobs/big-" + round + "-0");
    good.during("slow readers of the catalog");
    slowReaders("/external/models/catalog?details=true");
  }

  /** Opens connections that ask and do not read, all of them at once, for a while. */
  private void slowReaders(String path) throws Exception {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < Math.min(MOST_READERS, size.connections()); i++) {
        var socket = new Socket(otto.url().getHost(), otto.url().getPort());
        open.add(socket);
        socket
            .getOutputStream()
            .write(
                ("GET "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + otto.token()
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
      }
      TimeUnit.SECONDS.sleep(Math.min(10, size.time().toSeconds()));
    } catch (IOException e) {
      // With few files, those without a place are turned away; the good client shows the rest.
      answers.merge("readers turned away", 1, Integer::sum);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private interface Trial {
    void run(int number) throws Exception;
  }

  private static void atOnce(int times, Trial step) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        int number = i;
        var unused =
            threads.submit(
                () -> {
                  step.run(number);
                  return true;
                });
      }
    }
  }

  private static String job(String id, String when, String prompt) {
    long runAt = System.currentTimeMillis() + (when.equals("now") ? 0 : 86_400_000);
    return "{\"id\":\"%s\",\"type\":\"load\",\"scheduleType\":\"oneshot\",\"runAt\":%d,\"payload\":{\"prompt\":\"%s\"}}"
        .formatted(id, runAt, prompt);
  }

  private void call(String what, String method, String path, String body)
      throws InterruptedException {
    try {
      var answer = otto.call(method, path, body);
      answers.merge(what + " " + answer.status(), 1, Integer::sum);
      boolean expected = answer.status() < 300 || REFUSALS.contains(answer.status());
      boolean known = answer.status() == 409; // the same id in a later round
      if (!expected && !known) {
        broken.add(what + " was answered " + answer.status() + ": " + answer.body());
      }
    } catch (IOException e) {
      // With few files a connection may find no place; the process must not end.
      answers.merge(what + " without an answer", 1, Integer::sum);
      if (String.valueOf(e.getMessage()).contains("otto ended")) {
        broken.add(what + ": " + e.getMessage());
      }
    }
  }
}
