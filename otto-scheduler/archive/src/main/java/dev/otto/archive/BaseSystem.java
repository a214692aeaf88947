package dev.otto.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The least that the launchers and Java need below them: Debian's C library and BusyBox, without
 * anything else of Debian. Needs {@code apt-get} with its lists, and {@code dpkg-deb}.
 */
final class BaseSystem {
  private static final List<String> PACKAGES = List.of("busybox-static", "libc6", "libc-bin");

  /** Folders that Debian merged into /usr; older and newer packages then fit. */
  private static final List<String> MERGED = List.of("bin", "lib", "lib64", "sbin");

  private BaseSystem() {}

  /** Returns a folder with the packages unpacked and the user {@code otto} of this number. */
  static Path unpack(Path work, int user) throws IOException, InterruptedException {
    Path packages = Files.createDirectories(work.resolve("packages"));
    String[] download =
        Stream.concat(Stream.of("apt-get", "download"), PACKAGES.stream()).toArray(String[]::new);
    HostProgram.run(packages, download);
    Path root = Files.createDirectories(work.resolve("base"));
    for (String folder : MERGED) {
      Files.createDirectories(root.resolve("usr").resolve(folder));
      Files.createSymbolicLink(root.resolve(folder), Path.of("usr", folder));
    }
    try (Stream<Path> all = Files.list(packages)) {
      for (Path file : all.toList()) {
        extract(file, root);
      }
    }
    linkCommands(root);
    Path etc = Files.createDirectories(root.resolve("etc"));
    String of = ":x:" + user + ":" + user;
    Files.writeString(
        etc.resolve("passwd"), "root:x:0:0::/:/bin/sh\notto" + of + "::/var/lib/otto:/bin/sh\n");
    Files.writeString(etc.resolve("group"), "root:x:0:\notto:x:" + user + ":\n");
    return root;
  }

  /** Extracts a package without its documents, of which only the licences stay. */
  private static void extract(Path file, Path root) throws IOException, InterruptedException {
    Path plain = file.resolveSibling("package.tar");
    HostProgram.run(
        root,
        "sh",
        "-c",
        "dpkg-deb --fsys-tarfile \"$1\" >\"$2\"",
        "sh",
        file.toString(),
        plain.toString());
    HostProgram.run(
        root,
        "tar",
        "--extract",
        "--keep-directory-symlink",
        "--wildcards",
        "--exclude=./usr/share/[!d]*",
        "--exclude=./usr/share/doc/*/[!c]*",
        "--exclude=./usr/share/doc/*/changelog*",
        "--file=" + plain);
    Files.delete(plain);
  }

  private static void linkCommands(Path root) throws IOException, InterruptedException {
    String names = HostProgram.run(root, root.resolve("bin/busybox").toString(), "--list");
    for (String name : names.lines().toList()) {
      Path link = root.resolve("usr/bin").resolve(name);
      if (!Files.exists(link, NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of("busybox"));
      }
    }
  }
}
