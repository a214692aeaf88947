package dev.otto.scheduler.shared;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.local.ApiToken;
import dev.otto.scheduler.config.TokenFile;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token of two nodes, on a real PostgreSQL. */
class SharedTokenTest {
  private final Random random = new Random(23);
  private final AtomicInteger rotations = new AtomicInteger();

  @TempDir Path home;
  private Database database;
  private Path first;
  private Path second;

  @BeforeEach
  void open() {
    database = TestDatabase.POSTGRESQL.open(home);
    first = home.resolve("first/token");
    second = home.resolve("second/token");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aNodeThatJoinsTakesTheTokenOfTheOthers() throws Exception {
    String token = rotate(first);
    node(first).look();
    rotate(second); // It had run by itself before.
    node(second).look();
    assertEquals(token, token(second));
    node(first).look();
    assertEquals(token, token(first));
    assertEquals(0, rotations.get());
  }

  @Test
  void aNodeWithoutATokenTakesThatOfTheOthers() throws Exception {
    SharedToken.takeIfMissing(database, second);
    assertFalse(Files.exists(second));
    String token = rotate(first);
    node(first).look();
    SharedToken.takeIfMissing(database, second);
    assertEquals(token, token(second));
  }

  /** Otto keeps to its last token then, and the others must not lose theirs. */
  @Test
  void aFileThatIsNoTokenIsNotPassedOn() throws Exception {
    String token = rotate(first);
    SharedToken one = node(first);
    one.look();
    Files.writeString(first, "oops");
    one.look();
    node(second).look();
    assertEquals(token, token(second));
  }

  @Test
  void aRotationOnOneNodeIsInForceOnTheOther() throws Exception {
    rotate(first);
    try (var one = node(first);
        var two = node(second)) {
      one.look();
      two.look();
      one.start();
      two.start();
      String fresh = rotate(second);
      await().until(() -> token(first).equals(fresh));
      assertEquals(fresh, token(second));
      assertEquals(1, rotations.get());
    }
  }

  @Test
  void aRotationWhileTheNodeDidNotRunIsNotLost() throws Exception {
    agreed();
    String fresh = rotate(second);
    node(second).look();
    node(first).look();
    assertEquals(fresh, token(first));
  }

  @Test
  void aRotationIsNotLostWhereTheFilesWereAlikeFromTheBeginning() throws Exception {
    ApiToken.store(second, rotate(first));
    node(first).look();
    node(second).look();
    String fresh = rotate(second);
    node(second).look();
    node(first).look();
    assertEquals(fresh, token(first));
  }

  @Test
  void oneLookIsEnoughToAgree() throws Exception {
    assertEquals(agreed(), token(second));
  }

  @Test
  void ofTwoRotationsAtOnceOneIsEverybodys() throws Exception {
    agreed();
    String one = rotate(first);
    String other = rotate(second);
    node(first).look();
    node(second).look();
    node(first).look();
    assertEquals(token(first), token(second));
    assertTrue(List.of(one, other).contains(token(first)));
  }

  /** Has both nodes look once at the token of the first one, and returns it. */
  private String agreed() throws Exception {
    String token = rotate(first);
    node(first).look();
    node(second).look();
    return token;
  }

  private SharedToken node(Path file) throws Exception {
    TokenFile own = TokenFile.open(file, random);
    return new SharedToken(database, file, own, rotations::incrementAndGet);
  }

  private String rotate(Path file) throws IOException {
    String token = ApiToken.create(random);
    ApiToken.store(file, token);
    return token;
  }

  private static String token(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
