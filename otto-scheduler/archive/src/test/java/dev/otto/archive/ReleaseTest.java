package dev.otto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of parts and the checksums beside the archive. */
@WithRelease
@WithArchive
class ReleaseTest {

  @Test
  void theListOfPartsNamesEveryLibraryAndNoOther(Unpacked archive) throws Exception {
    var bom = new ObjectMapper().readTree(Published.file(".cdx.json").toFile());
    assertEquals("CycloneDX", bom.path("bomFormat").asText());
    var listed = new TreeSet<String>();
    bom.path("components")
        .forEach(
            part -> listed.add(part.path("name").asText() + "-" + part.path("version").asText()));
    var jars =
        archive.files("lib").stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".jar"))
            .map(name -> name.replaceFirst("\\.jar$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(jars, listed);
  }

  @Test
  void sha256sumFindsEveryPublishedFileUnchanged() throws Exception {
    var sums = Files.readAllLines(Published.folder().resolve("SHA256SUMS"));
    for (String suffix : List.of(".tar.gz", ".deb", "-oci.tar", ".cdx.json", "THIRD-PARTY.txt")) {
      assertTrue(sums.stream().anyMatch(line -> line.endsWith(suffix)), suffix + " in " + sums);
    }
    check(Published.folder());
  }

  @Test
  void sha256sumFindsEveryFileOfTheArchiveUnchanged(Unpacked archive) throws Exception {
    check(archive.folder());
  }

  private static void check(Path folder) throws Exception {
    var check = new ProcessBuilder("sha256sum", "--check", "--quiet", "SHA256SUMS");
    assertEquals(0, check.directory(folder.toFile()).inheritIO().start().waitFor());
  }
}
