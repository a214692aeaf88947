package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The archive as a package of Debian, with the unit of the samples and a system user. The programs
 * are in {@code /usr/lib/otto}; {@code /opt/otto} belongs to who unpacks archives by hand.
 *
 * @param archive the folder that was packed into the archive
 * @param time the time that all files bear
 */
record DebianPackage(Path archive, String version, Instant time) {
  private static final List<String> PROGRAMS = List.of("otto", "ottoctl", "otto-control-plane");
  private static final List<String> SCRIPTS = List.of("postinst", "prerm", "postrm");

  /** Leaves {@code otto_VERSION_ARCHITECTURE.deb}. Needs {@code dpkg-deb}. */
  void make(Path output) throws IOException, InterruptedException {
    Path root = output.resolve("debian");
    Folders.delete(root);
    Path own = Files.createDirectories(root.resolve("usr/lib")).resolve("otto");
    HostProgram.run(output, "cp", "--archive", archive.toString(), own.toString());
    moveShared(own.resolve("share"), root.resolve("usr/share"));
    link(Files.createDirectories(root.resolve("usr/bin")));
    addUnit(Files.createDirectories(root.resolve("lib/systemd/system")));
    addControl(Files.createDirectories(root.resolve("DEBIAN")), own);
    HostProgram.run(output, "chmod", "--recursive", "u=rwX,go=rX", root.toString());
    HostProgram.run(
        output,
        Map.of("SOURCE_DATE_EPOCH", String.valueOf(time.getEpochSecond())),
        "dpkg-deb",
        "--build",
        "--root-owner-group",
        "-Zgzip",
        "-z4",
        root.toString(),
        "otto_" + version + "_" + architecture() + ".deb");
    Folders.delete(root);
  }

  /** Returns Debian's name of this processor, which is that of OCI, too. */
  static String architecture() {
    String processor = System.getProperty("os.arch");
    return processor.equals("aarch64") ? "arm64" : processor;
  }

  /** Debian's shells and man look below /usr/share, zsh in a folder of another name. */
  private static void moveShared(Path from, Path to) throws IOException {
    Files.move(from, to);
    Path zsh = to.resolve("zsh");
    Files.move(zsh.resolve("site-functions"), zsh.resolve("vendor-completions"));
  }

  private static void link(Path bin) throws IOException {
    for (String program : PROGRAMS) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("../lib/otto/bin", program));
    }
  }

  private void addUnit(Path folder) throws IOException {
    String sample = Files.readString(archive.resolve("config-samples/otto.service"));
    Files.writeString(
        folder.resolve("otto.service"), sample.replace("/opt/otto/bin/otto", "/usr/bin/otto"));
  }

  private void addControl(Path folder, Path own) throws IOException, InterruptedException {
    String size = HostProgram.run(own, "du", "--apparent-size", "-sk", ".").replaceAll("\\s.*", "");
    Files.writeString(
        folder.resolve("control"),
        text("control")
            .replace("${version}", version)
            .replace("${architecture}", architecture())
            .replace("${size}", size));
    for (String script : SCRIPTS) {
      Path file = Files.writeString(folder.resolve(script), text(script));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in = DebianPackage.class.getResourceAsStream("/debian/" + name)) {
      if (in == null) {
        throw new IOException("no " + name + " among the resources of the build");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
