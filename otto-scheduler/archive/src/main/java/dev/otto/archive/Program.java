package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the two programs.
 *
 * @param name what an operator types
 * @param module the name of its module and of its jar
 */
record Program(String name, String module, String mainClass) {
  static final Program OTTO = new Program("otto", "otto-scheduler", "dev.otto.scheduler.Main");
  static final Program OTTOCTL = new Program("ottoctl", "ottoctl", "dev.otto.ctl.Ottoctl");

  /** Returns its own jar and those that the build has placed beside it, in class path order. */
  List<Path> jars(Path root) throws IOException {
    Path target = root.resolve(module).resolve("target");
    List<Path> own = jarsIn(target).filter(jar -> isOwn(jar.getFileName().toString())).toList();
    if (own.size() != 1) {
      throw new IOException(
          target + " holds " + own.size() + " jars of " + name + "; build it anew");
    }
    return Stream.concat(own.stream(), jarsIn(target.resolve("lib"))).toList();
  }

  private boolean isOwn(String jar) {
    return jar.matches(module + "-[0-9.]+(-SNAPSHOT)?\\.jar");
  }

  private static Stream<Path> jarsIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
    }
  }
}
