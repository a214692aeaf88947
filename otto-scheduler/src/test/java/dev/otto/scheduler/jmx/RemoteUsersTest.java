package dev.otto.scheduler.jmx;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUsersTest {
  @TempDir Path folder;
  private RemoteUsers users;

  @BeforeEach
  void write() throws IOException {
    users = new RemoteUsers(folder.resolve("jmx.password"), folder.resolve("jmx.access"));
    RemoteFiles.write(users.passwordFile(), "# who\nada lovelace\n\nbob cHVi aGFzaA== SHA3-512\n");
    RemoteFiles.write(users.accessFile(), "# what\nada readwrite\nbob   readonly\n");
  }

  @Test
  void takesPasswordsInTheClearAndHashed() {
    assertDoesNotThrow(users::check);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void filesThatOthersCanReadOrWriteAreRefusedWithTheCommandThatMendsIt(String permissions)
      throws IOException {
    for (Path file : new Path[] {users.accessFile(), users.passwordFile()}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      assertRefused("run: chmod 600 '" + file + "'");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ada readwrite|names bob, whom",
        "ada readwrite,bob readonly,eve readonly|names eve, whom",
        "ada readwrite,bob all|bob \"all\"; allowed is readonly or readwrite",
        "ada readwrite create javax.*,bob readonly|allowed is readonly or readwrite",
        "ada readwrite,bob|bob \"\"; allowed"
      })
  void accessThatIsUnknownOrTooMuchIsRefused(String access, String reason) throws IOException {
    RemoteFiles.write(users.accessFile(), access.replace(',', '\n'));
    assertRefused(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|names no user",
        "# nobody|names no user",
        "ada|gives ada no password",
        "ada change-me|gives ada no password, or the sample's"
      })
  void aFileWithoutRealPasswordsIsRefused(String passwords, String reason) throws IOException {
    RemoteFiles.write(users.passwordFile(), passwords);
    assertRefused(reason);
  }

  @Test
  void theSamplesAreRefusedUntilTheirPasswordsAreChanged() throws IOException {
    String passwords = sample("jmxremote.password");
    RemoteFiles.write(users.passwordFile(), passwords);
    RemoteFiles.write(users.accessFile(), sample("jmxremote.access"));
    assertRefused("the sample's");
    RemoteFiles.write(users.passwordFile(), passwords.replace("change-me", "xyzzy"));
    assertDoesNotThrow(users::check);
  }

  private static String sample(String name) throws IOException {
    return Files.readString(Path.of("../config-samples", name));
  }

  private void assertRefused(String reason) {
    var refused = assertThrows(UnusableJmxException.class, users::check);
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }
}
