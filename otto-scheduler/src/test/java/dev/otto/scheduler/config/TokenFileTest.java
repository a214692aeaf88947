package dev.otto.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.config.TokenFile.UnusableTokenException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("secrets/internal-api.token");
  }

  @Test
  void makesA256BitTokenForTheOwnerAlone() throws Exception {
    byte[] token = TokenFile.open(path, RANDOM).get();
    assertTrue(new String(token, StandardCharsets.US_ASCII).matches("[0-9a-f]{64}"));
    assertEquals("rw-------", permissions(path));
    assertEquals("rwx------", permissions(path.getParent()));
    assertArrayEquals(token, TokenFile.open(path, RANDOM).get());
  }

  @Test
  void refusesAFileThatOthersCanReadAndSaysHowToMendIt() throws Exception {
    TokenFile.open(path, RANDOM);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
    var refused = assertThrows(UnusableTokenException.class, () -> TokenFile.open(path, RANDOM));
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
  }

  @Test
  void suppliesARotatedTokenAtOnce() throws Exception {
    TokenFile file = TokenFile.open(path, RANDOM);
    byte[] before = file.get();
    TokenFile.rotate(path, RANDOM);
    assertFalse(Arrays.equals(before, file.get()));
  }

  @Test
  void keepsTheLastTokenWhileTheFileIsBadAndTakesTheMendedOne() throws Exception {
    TokenFile file = TokenFile.open(path, RANDOM);
    byte[] before = file.get();
    Files.writeString(path, "short");
    assertArrayEquals(before, file.get());
    Files.delete(path);
    assertArrayEquals(before, file.get());
    String mended = "0123456789abcdef0123456789abcdef";
    Files.writeString(path, mended);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertArrayEquals(before, file.get());
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertArrayEquals(mended.getBytes(StandardCharsets.US_ASCII), file.get());
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
