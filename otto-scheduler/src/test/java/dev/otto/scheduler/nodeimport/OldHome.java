package dev.otto.scheduler.nodeimport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home of the Node.js Otto in a user's folder of its own, as that program made it. */
record OldHome(Path user) {
  private static final Path SAMPLE = Path.of("src/test/resources/node-home");

  /** As it was on the machine it comes from, with the home where it is now. */
  static OldHome in(Path user) throws IOException {
    var home = new OldHome(user);
    Files.createDirectories(home.database().getParent());
    Files.createDirectories(home.profile("any").getParent());
    Files.createDirectories(home.config().getParent());
    Files.copy(SAMPLE.resolve("otto-state.db"), home.database());
    Files.copy(SAMPLE.resolve("mail.jsonc"), home.profile("mail"));
    home.configure(home.home());
    return home;
  }

  /** Writes the configuration as it was but for the home. */
  void configure(Path ottoHome) throws IOException {
    String text = Files.readString(SAMPLE.resolve("config.jsonc"));
    Files.writeString(config(), text.replace("/home/otto/.otto", ottoHome.toString()));
  }

  Path home() {
    return user.resolve(".otto");
  }

  Path database() {
    return home().resolve("data/otto-state.db");
  }

  Path profile(String id) {
    return home().resolve("task-config/profiles/" + id + ".jsonc");
  }

  Path config() {
    return user.resolve(".config/otto/config.jsonc");
  }

  /** Every file and folder below with its time of change and content. */
  static Map<String, String> contents(Path folder) throws IOException {
    var contents = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(path -> contents.put(folder.relativize(path).toString(), content(path)));
    }
    return contents;
  }

  private static String content(Path path) {
    try {
      String bytes = Files.isDirectory(path) ? "" : Integer.toString(hash(path));
      return Files.getLastModifiedTime(path) + " " + bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int hash(Path path) throws IOException {
    return java.util.Arrays.hashCode(Files.readAllBytes(path));
  }
}
