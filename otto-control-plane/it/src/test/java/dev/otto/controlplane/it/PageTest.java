package dev.otto.controlplane.it;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Pages without a script: an Otto for the whole class, and for each test a visitor, logged in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageTest {
  static OttoWithPages world;
  Visitor visitor;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    prepare(home);
    world = OttoWithPages.start(home);
  }

  /** What the home holds before Otto starts. */
  void prepare(Path home) throws Exception {}

  @AfterAll
  static void stop() {
    world.close();
  }

  @BeforeEach
  void logIn() throws Exception {
    visitor = world.browser().logIn(world.token());
  }

  @AfterEach
  void leave() {
    visitor.close();
  }
}
