package dev.otto.ctl.client;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.otto.local.ProcessStart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * The addresses of the local daemon, from a file that it keeps beside its token while it runs. The
 * file only counts if nobody but this user or root can have written it, and its process still
 * exists: another process that listens in place of a stopped daemon must not get its token.
 *
 * @param certificateSha256 of its external API, in hexadecimal digits; empty without TLS
 */
record LocalDaemon(
    URI externalApi, Optional<URI> controlPlane, Optional<String> certificateSha256) {
  private static final String PRIVATE = "rw-------";

  /**
   * Reads the file. Empty if no daemon has left a trace that this user may see.
   *
   * @param option the option that names an address, for the message
   * @throws ApiException if the daemon has ended, or if the file does not count
   */
  static Optional<LocalDaemon> find(Path home, String option) {
    Path file = home.resolve("secrets/daemon.json");
    try {
      requirePrivate(
          file,
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
          option);
    } catch (NoSuchFileException e) {
      requireNoneBefore(home, option);
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
    try {
      var told = Fields.of(JsonParser.parseString(Files.readString(file)));
      requireAlive(told, home, option);
      return Optional.of(of(told));
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      throw notCounted(file + " cannot be read by this user as what a daemon writes", option);
    }
  }

  private static LocalDaemon of(Fields told) {
    return new LocalDaemon(
        URI.create(told.text("externalApi")),
        told.find("controlPlane").map(URI::create),
        told.find("certificateSha256"));
  }

  private static void requirePrivate(Path file, PosixFileAttributes attributes, String option)
      throws IOException {
    String mode = PosixFilePermissions.toString(attributes.permissions());
    var owner = attributes.owner();
    boolean ours = owner.equals(caller()) || owner.getName().equals("root");
    if (!attributes.isRegularFile() || !mode.equals(PRIVATE) || !ours) {
      throw notCounted(
          "%s belongs to %s with mode %s, and counts only where it belongs to this user or root and has %s"
              .formatted(file, owner.getName(), mode, PRIVATE),
          option);
    }
  }

  /** Returns the user of this process, who need not have a name. */
  private static UserPrincipal caller() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.getOwner(Files.exists(self) ? self : Path.of(System.getProperty("user.home")));
  }

  /** Fails if a daemon ran here before; its lock file stays when it ends. */
  private static void requireNoneBefore(Path home, String option) {
    if (Files.exists(home.resolve("otto.lock"))) {
      throw stopped("No Otto runs on " + home, option);
    }
  }

  private static void requireAlive(Fields told, Path home, String option) {
    String pid = told.text("pid");
    var began = told.find("processStart");
    if (began.isEmpty() || !began.equals(ProcessStart.of(Long.parseLong(pid)))) {
      throw stopped("The Otto on " + home + ", process " + pid + ", has ended", option);
    }
  }

  private static ApiException stopped(String what, String option) {
    return ApiException.unreachable(
        what + "; start it with `otto serve`, or name another one with " + option + ".");
  }

  private static ApiException notCounted(String what, String option) {
    return ApiException.failed(
        what
            + ", so no token is sent; run ottoctl as the user who runs Otto, or name the address with "
            + option
            + ".");
  }
}
