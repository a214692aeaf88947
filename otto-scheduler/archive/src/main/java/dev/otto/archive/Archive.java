package dev.otto.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Builds the archive, step by step. */
public final class Archive {
  private final Path root;
  private final Path output;
  private final Path folder;
  private final Instant time;

  private Archive(Path root, Path output, String version, Instant time) {
    this.root = root;
    this.output = output;
    this.folder = output.resolve("otto-" + version + "-" + platform());
    this.time = time;
  }

  /**
   * Run by the build.
   *
   * @param arguments the root of the sources, the folder for the result, the version, the time that
   *     all files bear
   */
  public static void main(String[] arguments) throws Exception {
    var time = Instant.parse(arguments[3]);
    new Archive(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], time).make();
  }

  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll("\\W.*", "");
    String processor = System.getProperty("os.arch");
    return system + "-" + (processor.equals("amd64") ? "x64" : processor);
  }

  private void make() throws Exception {
    Folders.delete(folder);
    var otto = Libraries.copy(Program.OTTO.jars(root), folder.resolve("lib/otto"));
    var ottoctl = Libraries.copy(Program.OTTOCTL.jars(root), folder.resolve("lib/ottoctl"));
    var jars = Stream.concat(otto.jars().stream(), ottoctl.jars().stream()).toList();
    var java = JavaRuntime.link(jars, folder.resolve("runtime"));
    NativeLibrary.unpack(otto.jars(), folder.resolve("lib/native"));
    addLaunchers();
    addSamples();
    addNotices();
    Licenses.collect(jars, folder.resolve("licenses"));
    Documentation.write(folder.resolve("share"));
    addChecksums();
    // A cache holds for jars of the time that they had when it was recorded.
    Folders.setTime(folder, time);
    Caches.train(java, folder.resolve("lib"), otto, ottoctl);
    pack();
  }

  private void addLaunchers() throws IOException {
    for (String file :
        List.of(
            "otto-scheduler/bin/otto",
            "ottoctl/bin/ottoctl",
            "otto-control-plane/bin/otto-control-plane")) {
      copy(root.resolve(file), folder.resolve("bin"));
    }
    for (String file :
        List.of(
            "otto-scheduler/bin/archive.sh",
            "otto-scheduler/bin/locale.sh",
            "otto-scheduler/bin/otto.jvmopts",
            "ottoctl/bin/ottoctl.jvmopts")) {
      copy(root.resolve(file), folder.resolve("lib"));
    }
  }

  private void addSamples() throws IOException {
    Path samples = root.resolve("config-samples");
    try (Stream<Path> all = Files.walk(samples)) {
      for (Path sample : all.filter(Files::isRegularFile).toList()) {
        Path from = root.relativize(sample.getParent());
        copy(sample, folder.resolve(from.toString()));
      }
    }
  }

  private void addNotices() throws IOException {
    copy(root.resolve("LICENSE"), folder);
    copy(output.resolve("THIRD-PARTY.txt"), folder);
  }

  private static void copy(Path file, Path into) throws IOException {
    Files.createDirectories(into);
    Files.copy(file, into.resolve(file.getFileName().toString()), COPY_ATTRIBUTES);
  }

  /** Lists what each build of the same sources makes alike: everything but the caches. */
  private void addChecksums() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      Checksums.write(
          folder,
          all.filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS)).sorted().toList(),
          folder.resolve("SHA256SUMS"));
    }
  }

  private void pack() throws IOException, InterruptedException {
    Path archive = output.resolve(folder.getFileName() + ".tar.gz");
    new Tar(time).pack(output, List.of(folder.getFileName().toString()), archive);
    System.out.println(archive + ", " + Files.size(archive) / 1_000_000 + " MB");
  }
}
