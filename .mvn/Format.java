import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks (or with --write fixes) the layout of every Java source of the project with google-java-format, and checks how
 * the javadoc of main code opens. Run by the build on the JDK of the toolchain, because the formatter can only parse the
 * Java it runs on and Maven may run on an older one.
 */
class Format {
  private static final int MAX_SHOWN = 20;

  /** The start of a javadoc comment that opens with a subordinate clause or a preposition. */
  private static final Pattern BAD_OPENING =
      Pattern.compile(
          "/\\*\\*[\\s*]*\\b(After|Also|Although|As|At|Because|Before|Behind|By|For|From|How|If|In|Of|On|Since|So"
              + "|Through|To|Under|Unless|Until|What|Whatever|When|Where|Whether|Which|While|Who|Whoever|Whose|Why"
              + "|With|Without)\\b");

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
        } else if (off.incrementAndGet() <= MAX_SHOWN) {
          System.err.println("not formatted: " + root.relativize(source));
        }
      } catch (Exception e) {
        off.incrementAndGet();
        System.err.println("cannot format " + root.relativize(source) + ": " + e.getMessage());
      }
    });
    if (off.get() > 0) {
      System.err.println(off + " files are not formatted; fix them with: ./mvnw -N validate -Dformat");
    }
    if (badOpenings(root) + off.get() > 0) {
      System.exit(1);
    }
  }

  /** Reports every bad opening in main code, and returns their number. */
  private static int badOpenings(Path root) throws Exception {
    int found = 0;
    for (Path source : sources(root)) {
      String name = root.relativize(source).toString().replace('\\', '/');
      if (!name.contains("/src/main/")) {
        continue;
      }
      String text = Files.readString(source);
      Matcher opening = BAD_OPENING.matcher(text);
      while (opening.find()) {
        found++;
        long line = text.substring(0, opening.start(1)).lines().count();
        System.err.println(
            name + ":" + line + ": javadoc opens with \"" + opening.group(1)
                + "\"; open with a noun phrase (a type) or a verb in the third person (a method)");
      }
    }
    return found;
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
