package dev.otto.ctl.command;

import dev.otto.ctl.client.Connection;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The program with which this desktop opens a link. */
record Browser(Path program) {

  /**
   * Finds the program; empty without a desktop, since a text browser would take over this terminal.
   */
  static Optional<Browser> find(Map<String, String> environment) {
    boolean mac = System.getProperty("os.name", "").startsWith("Mac");
    boolean desktop =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY")
            .anyMatch(name -> Connection.set(environment, name).isPresent());
    return mac || desktop
        ? onPath(mac ? "open" : "xdg-open", environment).map(Browser::new)
        : Optional.empty();
  }

  private static Optional<Path> onPath(String name, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a link and reports whether the program could be started. */
  boolean open(String link) {
    try {
      new ProcessBuilder(program.toString(), link)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
