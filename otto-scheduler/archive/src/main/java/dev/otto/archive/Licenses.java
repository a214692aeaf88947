package dev.otto.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * The texts of the licences and notices that the libraries bring in their jars. Those of Java are
 * in {@code runtime/legal}.
 */
final class Licenses {
  private static final Pattern TEXT =
      Pattern.compile("(?i)(.*/)?(license|licence|notice|copying)([-.](md|txt))?");

  private Licenses() {}

  /** Copies the texts of each jar into a folder of its name; a jar without one gets no folder. */
  static void collect(List<Path> jars, Path folder) throws IOException {
    for (Path file : jars) {
      Path own = folder.resolve(file.getFileName().toString().replaceFirst("\\.jar$", ""));
      try (var jar = new JarFile(file.toFile())) {
        for (ZipEntry entry : jar.stream().filter(Licenses::isText).toList()) {
          Files.createDirectories(own);
          try (InputStream text = jar.getInputStream(entry)) {
            Files.write(own.resolve(nameOf(entry)), text.readAllBytes());
          }
        }
      }
    }
  }

  private static boolean isText(ZipEntry entry) {
    return !entry.isDirectory() && TEXT.matcher(entry.getName()).matches();
  }

  /** Returns the name without folders, unless it is of something within the library. */
  private static String nameOf(ZipEntry entry) {
    return entry.getName().replaceFirst("^META-INF/", "").replace('/', '-');
  }
}
