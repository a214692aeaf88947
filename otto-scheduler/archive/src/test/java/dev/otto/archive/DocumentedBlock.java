package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of README.md or of docs, with what its first line says of the language and of how
 * it is run.
 *
 * @param info the words behind the three backticks, such as {@code sh until="ready:"}
 */
record DocumentedBlock(Path page, int line, String info, String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\n]*)\n(.*?)^```$");

  static List<DocumentedBlock> all(Path root) throws IOException {
    var pages = new ArrayList<>(List.of(root.resolve("README.md")));
    try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    var blocks = new ArrayList<DocumentedBlock>();
    for (Path page : pages) {
      String text = Files.readString(page);
      FENCE
          .matcher(text)
          .results()
          .forEach(
              fence ->
                  blocks.add(
                      new DocumentedBlock(
                          root.relativize(page),
                          (int) text.substring(0, fence.start()).lines().count() + 1,
                          fence.group(1),
                          fence.group(2))));
    }
    return blocks;
  }

  String name() {
    return page + ":" + line + " " + info;
  }

  boolean isShell() {
    return info.equals("sh") || info.startsWith("sh ");
  }

  /** Whether it is a recorded session: a prompt and a command, and then what came of it. */
  boolean isSession() {
    return info.equals("console");
  }

  /** Whether it must not run beside an Otto that runs already. */
  boolean isAlone() {
    return info.contains(" alone") || until().isPresent();
  }

  /** What a program that goes on until it is stopped has said when it is ready. */
  Optional<String> until() {
    return attribute("until");
  }

  /** The name of the test that runs it instead. */
  Optional<String> elsewhere() {
    return attribute("elsewhere");
  }

  /** The reason why nothing runs it. */
  Optional<String> notRun() {
    return attribute("not-run");
  }

  private Optional<String> attribute(String name) {
    var found = Pattern.compile(" " + name + "=\"([^\"]+)\"").matcher(info);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
