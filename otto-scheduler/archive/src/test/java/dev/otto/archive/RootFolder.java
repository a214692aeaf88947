package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that is the root of all files for the programs in it; there is no Java but theirs. */
record RootFolder(Path folder) {

  /** Unpacks a tar over what is there; the owners stay as they are in it. */
  void extract(Path tar) throws Exception {
    var line =
        List.of(
            "tar",
            "-xf",
            tar.toString(),
            "--same-owner",
            "--numeric-owner",
            "-C",
            folder.toString());
    assertEquals(0, new ProcessBuilder(line).inheritIO().start().waitFor());
  }

  /**
   * A program as this user, with an empty environment. The mounts end with it; the process is the
   * program itself.
   */
  ProcessBuilder program(String user, String... line) throws IOException {
    for (String place : List.of("proc", "dev")) {
      Files.createDirectories(folder.resolve(place));
    }
    String mounted =
        """
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit
        exec chroot --userspec="$2" "$1" "${@:3}"
        """;
    var command = new ArrayList<>(List.of("unshare", "--mount", "bash", "-c", mounted, "bash"));
    command.addAll(List.of(folder.toString(), user));
    command.addAll(List.of(line));
    var process = new ProcessBuilder(command);
    process.environment().clear();
    process.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return process;
  }

  /** Runs a program as root and returns what it printed. */
  String run(String... line) throws Exception {
    Process process = program("0:0", line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  void refuseJava() {
    for (String folders : List.of("usr/bin/java", "usr/lib/jvm")) {
      assertTrue(Files.notExists(folder.resolve(folders)), folders);
    }
  }
}
