package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The jars of one program in the archive. Their names stand in the file {@code class-path}, in
 * order, so that the launcher finds them without a look into the folder, whose order depends on the
 * locale.
 */
record Libraries(Path folder, List<String> names) {

  static Libraries copy(List<Path> jars, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Path jar : jars) {
      OldClassFiles.copy(jar, folder.resolve(jar.getFileName().toString()));
    }
    List<String> names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
    refuseTwoVersions(names);
    Files.write(folder.resolve("class-path"), names);
    return new Libraries(folder, names);
  }

  /** The build's folder of libraries keeps an old version when a new one comes. */
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

  /**
   * Where the cache of these very jars lies. Java runs the classes of a cache even where a jar has
   * changed since; the launcher therefore looks for the name that the jars have now.
   */
  Path cache() throws IOException {
    var sum = new Cksum();
    for (Path jar : jars()) {
      sum.add(Files.readAllBytes(jar));
    }
    return folder.resolve(sum.value() + "-" + sum.length() + ".aot");
  }

  String classPath() {
    return jars().stream().map(Path::toString).collect(Collectors.joining(":"));
  }
}
