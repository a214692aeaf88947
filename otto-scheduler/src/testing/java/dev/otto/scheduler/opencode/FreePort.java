package dev.otto.scheduler.opencode;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a program that is started next. It is none of those that the system hands out to
 * whoever asks for any, so that no other test gets it before the program does.
 */
public final class FreePort {
  private static final int FROM = 20_000;
  private static final int TO = 32_000;

  private FreePort() {}

  /** Returns one on loopback. */
  public static int find() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      }
    }
  }
}
