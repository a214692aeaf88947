package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The jars of one program in the archive. The file {@code class-path} holds the {@code cksum} line
 * of each, in order: the names, so that the launcher finds them without listing the folder, whose
 * order depends on the locale, and the sums. Java runs the classes of a cache even if a jar has
 * changed since; the launcher therefore uses the cache only if the sums are still the same.
 */
record Libraries(Path folder, List<String> names) {

  static Libraries copy(List<Path> jars, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path jar : jars) {
      OldClassFiles.copy(jar, folder.resolve(jar.getFileName().toString()));
    }
    List<String> names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
    refuseTwoVersions(names);
    var libraries = new Libraries(folder, names);
    Files.write(folder.resolve("class-path"), libraries.sums());
    return libraries;
  }

  /**
   * Fails if there are two versions of a library; the build's folder keeps an old version when a
   * new one arrives.
   */
  private static void refuseTwoVersions(List<String> names) throws IOException {
    var versions = names.stream().collect(Collectors.groupingBy(Libraries::withoutVersion));
    for (List<String> same : versions.values()) {
      if (same.size() > 1) {
        throw new IOException("two versions of one library, " + same + "; build with clean");
      }
    }
  }

  private static String withoutVersion(String jar) {
    return jar.replaceFirst("-[0-9].*", "");
  }

  List<Path> jars() {
    return names.stream().map(folder::resolve).toList();
  }

  private List<String> sums() throws IOException {
    var lines = new ArrayList<String>();
    for (String name : names) {
      var sum = new Cksum();
      sum.add(Files.readAllBytes(folder.resolve(name)));
      lines.add(sum.value() + " " + sum.length() + " " + name);
    }
    return lines;
  }

  /** Returns the path of the cache of these jars. */
  Path cache() {
    return folder.resolve("classes.aot");
  }

  String classPath() {
    return jars().stream().map(Path::toString).collect(Collectors.joining(":"));
  }
}
