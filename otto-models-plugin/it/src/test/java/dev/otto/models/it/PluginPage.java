package dev.otto.models.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The text of docs/plugin.md, which the tests follow as it stands. */
final class PluginPage {
  private final String text;

  private PluginPage(String text) {
    this.text = text;
  }

  static PluginPage read() throws IOException {
    return new PluginPage(
        Files.readString(
            Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .map(folder -> folder.resolve("docs/plugin.md"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow()));
  }

  /** Returns the next block of code of this language behind these words. */
  String block(String language, String behind) {
    int from = text.indexOf(behind);
    String fence = "```" + language + "\n";
    int begin = text.indexOf(fence, from);
    assertTrue(from >= 0 && begin >= 0, "no block of " + language + " behind: " + behind);
    begin += fence.length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  /** Asserts that the page has a part of a source in the folder of tests, but for its margin. */
  void assertHas(Class<?> source, String from, String to) {
    try {
      String code =
          Files.readString(Path.of("src/test/java", source.getName().replace('.', '/') + ".java"));
      int begin = code.indexOf(from);
      String part = code.substring(begin, code.indexOf(to, begin) + to.length());
      assertTrue(onOneLine(text).contains(onOneLine(part)), part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String onOneLine(String code) {
    return code.replaceAll("\\s+", " ");
  }
}
