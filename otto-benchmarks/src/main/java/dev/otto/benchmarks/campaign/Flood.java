package dev.otto.benchmarks.campaign;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Requests with a wrong token and long paths, as fast as they go, from a thousand addresses. */
final class Flood {
  private static final int ADDRESSES = 1_000;
  private static final int THREADS = 8;

  private Flood() {}

  static long send(int[] ports, AtomicBoolean over) throws Exception {
    var number = new AtomicLong();
    try (var pool = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        pool.execute(() -> sendUntil(over, ports, number));
      }
    }
    return number.get();
  }

  private static void sendUntil(AtomicBoolean over, int[] ports, AtomicLong number) {
    while (!over.get()) {
      long next = number.getAndIncrement();
      int address = (int) (next % ADDRESSES);
      try {
        one(
            ports[(int) (next % ports.length)],
            "127.0." + (1 + address / 250) + "." + (1 + address % 250),
            next);
      } catch (IOException refused) {
        // The next one may get in.
      }
    }
  }

  private static void one(int port, String from, long number) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      socket.setSoTimeout(5_000);
      String request =
          "GET /external/jobs/%d%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer no%d\r\nConnection: close\r\n\r\n"
              .formatted(number, "x".repeat(1_500), number);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      long unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }
}
