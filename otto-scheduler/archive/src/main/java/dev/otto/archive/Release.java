package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Makes what is published beside the archive: a Debian package, an OCI image and checksums. */
public final class Release {
  private static final List<String> PUBLISHED =
      List.of(".tar.gz", ".deb", "-oci.tar", ".cdx.json", "THIRD-PARTY.txt");

  private Release() {}

  /**
   * Run by the build, after the archive and the list of parts.
   *
   * @param arguments the folder of the archive, the version, the time that all files bear
   */
  public static void main(String[] arguments) throws Exception {
    Path output = Path.of(arguments[0]);
    String version = arguments[1];
    var time = Instant.parse(arguments[2]);
    Path archive = output.resolve("otto-" + version + "-" + Archive.platform());
    new DebianPackage(archive, version, time).make(output);
    new Image(archive, version, time).make(output);
    Checksums.write(output, published(output, version), output.resolve("SHA256SUMS"));
  }

  private static List<Path> published(Path output, String version) throws IOException {
    try (Stream<Path> all = Files.list(output)) {
      return all.filter(file -> isPublished(file.getFileName().toString(), version))
          .sorted()
          .toList();
    }
  }

  private static boolean isPublished(String name, String version) {
    return (name.contains(version) || name.equals("THIRD-PARTY.txt"))
        && PUBLISHED.stream().anyMatch(name::endsWith);
  }
}
