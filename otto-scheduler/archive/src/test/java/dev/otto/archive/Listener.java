package dev.otto.archive;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that listens and writes down what it is sent. */
final class Listener {
  private Listener() {}

  /**
   * Runs until killed.
   *
   * @param arguments the port, and the file that is there once it listens
   */
  public static void main(String[] arguments) throws IOException {
    try (var socket = new ServerSocket(Integer.parseInt(arguments[0]), 5, loopback());
        var file = Files.newOutputStream(Path.of(arguments[1]))) {
      while (true) {
        try (var visitor = socket.accept()) {
          file.write('!');
          visitor.getInputStream().transferTo(file);
        }
      }
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
