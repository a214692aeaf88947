package dev.otto.ctl;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The program by which this desktop opens a link. */
record Browser(Path program) {

  /** Empty where there is no desktop: a browser for the terminal would take this terminal over. */
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

  /** Says whether it could be started; what it does then is its own matter. */
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
