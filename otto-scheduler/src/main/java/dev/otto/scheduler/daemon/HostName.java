package dev.otto.scheduler.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, as its kernel has it: a name server that is slow delays no start. */
final class HostName {
  private static final Path OF_LINUX = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  static String get() {
    try {
      return Files.readString(OF_LINUX).strip();
    } catch (IOException notLinux) {
      return ofJava();
    }
  }

  private static String ofJava() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
