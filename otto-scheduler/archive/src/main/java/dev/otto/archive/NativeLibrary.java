package dev.otto.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * SQLite's native library as a file of the archive. Its driver would else unpack one into the
 * temporary folder at each start, where a kill leaves it, and which may forbid to run it.
 */
final class NativeLibrary {
  private static final String NAME = System.mapLibraryName("sqlitejdbc");

  private NativeLibrary() {}

  /** Unpacks the library for the platform of this build. */
  static void unpack(List<Path> jars, Path folder) throws IOException {
    Path driver =
        jars.stream()
            .filter(jar -> jar.getFileName().toString().startsWith("sqlite-jdbc-"))
            .findFirst()
            .orElseThrow(() -> new IOException("the driver of SQLite is not among the jars"));
    try (var jar = new JarFile(driver.toFile())) {
      ZipEntry entry = jar.getEntry("org/sqlite/native/" + platform() + "/" + NAME);
      if (entry == null) {
        throw new IOException(driver + " has no library for " + platform());
      }
      Files.createDirectories(folder);
      try (InputStream library = jar.getInputStream(entry)) {
        Files.copy(library, folder.resolve(NAME));
      }
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch");
    return (system.startsWith("mac") ? "Mac" : "Linux")
        + "/"
        + (processor.equals("amd64") ? "x86_64" : processor);
  }
}
