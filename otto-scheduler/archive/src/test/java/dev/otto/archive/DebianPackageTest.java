package dev.otto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package of this build in a root folder of Debian's own packages, without a Java. */
@WithRelease
class DebianPackageTest {
  @TempDir Path place;

  @Test
  void isInstalledUpgradedRemovedAndPurged() throws Exception {
    var root = new RootFolder(Files.createDirectories(place.resolve("root")));
    root.extract(Path.of(System.getenv("OTTO_DEBIAN_ROOT")));
    root.refuseJava();
    Path deb = Files.copy(Published.file(".deb"), root.folder().resolve("otto.deb"));

    root.run("dpkg", "--install", "otto.deb");
    assertTrue(version(root).matches("otto \\d.* \\(Java 25\\)\n"), version(root));
    assertTrue(root.run("ottoctl", "--help").contains("ottoctl"));
    assertEquals("otto otto 700\n", root.run("stat", "-c", "%U %G %a", "/var/lib/otto"));
    assertTrue(root.run("getent", "passwd", "otto").endsWith(":/usr/sbin/nologin\n"));
    String unit = Files.readString(root.folder().resolve("lib/systemd/system/otto.service"));
    assertTrue(unit.contains("ExecStart=/usr/bin/otto serve\n"), unit);

    Files.writeString(root.folder().resolve("var/lib/otto/state"), "kept");
    newer(deb);
    root.run("dpkg", "--install", "newer.deb");
    assertTrue(root.run("dpkg-query", "--show", "otto").endsWith("+newer\n"));
    assertEquals("kept", Files.readString(root.folder().resolve("var/lib/otto/state")));

    root.run("dpkg", "--remove", "otto");
    assertEquals("kept", Files.readString(root.folder().resolve("var/lib/otto/state")));
    root.run("dpkg", "--purge", "otto");
    for (String gone :
        new String[] {
          "var/lib/otto", "usr/lib/otto", "usr/bin/otto", "lib/systemd/system/otto.service"
        }) {
      assertFalse(Files.exists(root.folder().resolve(gone), LinkOption.NOFOLLOW_LINKS), gone);
    }
    assertFalse(Files.readString(root.folder().resolve("etc/passwd")).contains("otto"));
  }

  private static String version(RootFolder root) throws Exception {
    return root.run(
        "setpriv", "--reuid=otto", "--regid=otto", "--clear-groups", "otto", "--version");
  }

  /** Builds the same package under a higher version. */
  private static void newer(Path deb) throws Exception {
    Path folder = deb.resolveSibling("newer");
    String script =
        """
        dpkg-deb --raw-extract "$1" "$2" &&
        sed -i 's/^Version: .*/&+newer/' "$2/DEBIAN/control" &&
        dpkg-deb --build --root-owner-group -Zgzip -z1 "$2" "$2.deb" && rm -r "$2"
        """;
    var build = new ProcessBuilder("sh", "-c", script, "sh", deb.toString(), folder.toString());
    assertEquals(0, build.inheritIO().start().waitFor());
  }
}
