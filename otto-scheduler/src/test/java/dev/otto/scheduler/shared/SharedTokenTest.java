package dev.otto.scheduler.shared;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.local.ApiToken;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aNodeThatJoinsTakesTheTokenOfTheOthers() throws IOException {
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
  void withoutAnyTokenNothingIsMade() throws IOException {
    node(first).look();
    assertFalse(Files.exists(first));
  }

  @Test
  void aRotationOnOneNodeIsInForceOnTheOther() throws IOException {
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
  void aRotationWhileTheNodeDidNotRunIsNotLost() throws IOException {
    rotate(first);
    node(first).look();
    node(second).look();
    String fresh = rotate(second);
    node(second).look();
    node(first).look();
    assertEquals(fresh, token(first));
  }

  @Test
  void ofTwoRotationsAtOnceOneIsEverybodys() throws IOException {
    rotate(first);
    node(first).look();
    node(second).look();
    String one = rotate(first);
    rotate(second);
    node(first).look();
    node(second).look();
    node(first).look();
    assertEquals(token(first), token(second));
    assertFalse(token(first).isEmpty() || one.isEmpty());
  }

  private SharedToken node(Path file) {
    return new SharedToken(database, file, rotations::incrementAndGet);
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
