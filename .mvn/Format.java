import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks (or with --write mends) the layout of every Java source of the project with google-java-format. Run by the
 * build on the JDK of the toolchain, because the formatter can only parse the Java it runs on and Maven may run on an
 * older one.
 */
class Format {
  private static final int LARGEST_SHOWN = 20;

  public static void main(String[] arguments) throws Exception {
    boolean write = arguments[0].equals("--write");
    Path root = Path.of(arguments[1]);
    var options =
        JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).formatJavadoc(true).build();
    var formatter = new Formatter(options);
    var off = new AtomicInteger();
    sources(root).parallelStream().forEach(source -> {
      try {
        String before = Files.readString(source);
        String after =
            formatter.formatSource(
                RemoveUnusedImports.removeUnusedImports(
                    ImportOrderer.reorderImports(before, options.style())));
        if (after.equals(before)) {
          return;
        }
        if (write) {
          Files.writeString(source, after);
        } else if (off.incrementAndGet() <= LARGEST_SHOWN) {
          System.err.println("not formatted: " + root.relativize(source));
        }
      } catch (Exception e) {
        off.incrementAndGet();
        System.err.println("cannot format " + root.relativize(source) + ": " + e.getMessage());
      }
    });
    if (off.get() > 0) {
      System.err.println(off + " files are not formatted; mend them with: ./mvnw validate -Dformat");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws Exception {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/") && !file.toString().contains("/.mvn/"))
          .toList();
    }
  }
}
