package dev.otto.archive;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

/** The Java of the archive, with only the modules that the programs need. */
record JavaRuntime(Path home) {

  /** The modules that are looked up at run time, which the jars do not show. */
  private static final List<String> NOT_SEEN_IN_THE_JARS =
      List.of(
          "java.instrument", // any Java agent
          "java.management.rmi", // JMX from afar
          "jdk.httpserver", // agents that are scraped, such as the JMX exporter
          "jdk.jfr", // agents that read the recorder, such as OpenTelemetry's
          "jdk.management", // the beans of the JVM itself
          "jdk.management.agent", // JMX from the same machine
          "jdk.management.jfr", // the recorder over JMX, as Mission Control has it
          "jdk.unsupported"); // sun.misc.Unsafe, which libraries use where it is there

  static JavaRuntime link(List<Path> jars, Path home) throws IOException, InterruptedException {
    var modules = new TreeSet<>(NOT_SEEN_IN_THE_JARS);
    modules.addAll(neededBy(jars));
    // In a JVM of its own: inside of this one it makes other bytes each time.
    HostProgram.run(
        Path.of("."),
        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
        "--add-modules",
        String.join(",", modules),
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        home.toString());
    return new JavaRuntime(home);
  }

  private static List<String> neededBy(List<Path> jars) throws IOException {
    var arguments = new ArrayList<>(List.of("--ignore-missing-deps", "--print-module-deps"));
    arguments.addAll(List.of("--multi-release", String.valueOf(Runtime.version().feature())));
    jars.forEach(jar -> arguments.add(jar.toString()));
    // Warnings come before it.
    return List.of(jdeps(arguments).lines().toList().getLast().split(",", -1));
  }

  private static String jdeps(List<String> arguments) throws IOException {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int exit =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new IOException("this JDK has no jdeps"))
            .run(out, out, arguments.toArray(String[]::new));
    if (exit != 0) {
      throw new IOException("jdeps failed: " + said);
    }
    return said.toString().strip();
  }

  String java() {
    return home.resolve("bin/java").toString();
  }
}
