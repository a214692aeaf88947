import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

/**
 * Lays out the published libraries as Maven Central wants them, with checksums, and fails where
 * Central would refuse them. Signatures and the address of the project are named as lacking: it has
 * no public one yet. What Central wants: central.sonatype.org/publish/requirements.
 */
class CentralBundle {
  private static final Map<String, Path> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "otto-models-plugin", Path.of("otto-models-plugin"),
              "otto-mgmt-jmx", Path.of("otto-mgmt-jmx"),
              "otto-models-spring-boot", Path.of("otto-models-plugin/spring-boot")));

  /**
   * Inherited by the libraries from the POM at the top; not known before there is a public place.
   */
  private static final List<String> LATER = List.of("url", "scm/connection", "scm/url");

  private static final List<String> problems = new ArrayList<>();
  private static final Map<String, Path> entries = new TreeMap<>();

  public static void main(String[] arguments) throws Exception {
    Document top = parse(Path.of("pom.xml"));
    String version = text(top, "version");
    require(version.matches("[0-9.]+"), "version " + version + " is not one to publish");
    for (String element :
        List.of(
            "name",
            "description",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name")) {
      require(!text(top, element).isEmpty(), "pom.xml has no " + element);
    }
    add("otto", version, ".pom", Path.of("pom.xml"));
    for (var library : LIBRARIES.entrySet()) {
      check(library.getKey(), version, library.getValue());
    }
    if (!problems.isEmpty()) {
      problems.forEach(System.err::println);
      System.exit(1);
    }
    write(Path.of("target/central-bundle.zip"));
    String lacking =
        LATER.stream()
            .filter(element -> text(top, element).isEmpty())
            .map(element -> ", " + element)
            .collect(Collectors.joining());
    System.out.printf(
        "target/central-bundle.zip: %d files with checksums; lacking: signatures%s%n",
        entries.size(), lacking);
  }

  private static void check(String artifact, String version, Path module) throws Exception {
    Path pom = module.resolve("pom.xml");
    Document project = parse(pom);
    require(text(project, "artifactId").equals(artifact), pom + " is not of " + artifact);
    for (String element : List.of("name", "description")) {
      require(!text(project, element).isEmpty(), pom + " has no " + element);
    }
    require(text(project, "parent/version").equals(version), pom + " has another parent");
    for (String element :
        List.of("repositories", "pluginRepositories", "dependencies/dependency[scope='system']")) {
      require(text(project, element).isEmpty(), pom + " has " + element);
    }
    add(artifact, version, ".pom", pom);
    Path jars = module.resolve("target/" + artifact + "-" + version);
    Set<String> classes = names(artifact, jars, ".jar");
    Set<String> sources = names(artifact, jars, "-sources.jar");
    Set<String> pages = names(artifact, jars, "-javadoc.jar");
    add(artifact, version, ".jar", Path.of(jars + ".jar"));
    add(artifact, version, "-sources.jar", Path.of(jars + "-sources.jar"));
    add(artifact, version, "-javadoc.jar", Path.of(jars + "-javadoc.jar"));
    require(classes.contains("META-INF/LICENSE"), artifact + " has no license in its jar");
    require(pages.contains("index.html"), artifact + " has no javadoc");
    for (String name : classes) {
      if (name.endsWith(".class") && !name.contains("$")) {
        String source = name.replace(".class", ".java");
        require(sources.contains(source), artifact + " has no source of " + name);
      }
    }
    for (String source : sources) {
      if (source.endsWith("package-info.java")) {
        String page = source.replace("package-info.java", "package-summary.html");
        // Below the name of the module, where there is one.
        require(
            pages.stream().anyMatch(it -> it.equals(page) || it.endsWith("/" + page)),
            artifact + " has no javadoc of " + source);
      }
    }
  }

  private static Set<String> names(String artifact, Path jars, String kind) throws IOException {
    Path file = Path.of(jars + kind);
    if (!Files.exists(file)) {
      require(false, file + " is missing");
      return Set.of();
    }
    try (var jar = new JarFile(file.toFile())) {
      if (kind.equals(".jar")) {
        var manifest = jar.getManifest().getMainAttributes();
        require(
            manifest.getValue("Automatic-Module-Name") != null, artifact + " has no module name");
        require(manifest.getValue("Implementation-Version") != null, artifact + " has no version");
      }
      return jar.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void add(String artifact, String version, String kind, Path file) {
    entries.put("dev/otto/%1$s/%2$s/%1$s-%2$s%3$s".formatted(artifact, version, kind), file);
  }

  private static void require(boolean fine, String problem) {
    if (!fine) {
      problems.add(problem);
    }
  }

  private static void write(Path bundle) throws Exception {
    Files.createDirectories(bundle.getParent());
    try (var zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
      for (var entry : entries.entrySet()) {
        byte[] content = Files.readAllBytes(entry.getValue());
        put(zip, entry.getKey(), content);
        for (String algorithm : List.of("MD5", "SHA-1")) {
          String sum =
              HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
          String ending = algorithm.replace("-", "").toLowerCase();
          put(zip, entry.getKey() + "." + ending, sum.getBytes(UTF_8));
        }
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  /** Returns the text of an element below the project; nothing where there is none. */
  private static String text(Document pom, String element) {
    try {
      return XPathFactory.newInstance().newXPath().evaluate("/project/" + element, pom).strip();
    } catch (XPathExpressionException mistake) {
      throw new IllegalArgumentException(element, mistake);
    }
  }
}
