package dev.otto.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextAsTypedTest {
  @TempDir static Path home;
  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start() throws Exception {
    daemon = Daemon.start(home);
  }

  @Test
  void anArgumentThatJavaCouldNotReadIsRefused() {
    var refused = daemon.run("ask", "Gr\uFFFD\uFFFDe");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("\"Gr\uFFFD\uFFFDe\" is not text in UTF-8"), refused.err());
    var json = daemon.run("task", "show", "k\uFFFDln", "-o", "json");
    assertEquals(2, json.exit());
    assertEquals("usage", json.error().get("error").getAsString());
  }

  @Test
  void soIsAVariableWhichMayBeASecretAndIsNotRepeated() {
    var variables = Map.of("OTTO_HOME", home.toString(), "OTTO_EXTERNAL_API_TOKEN", "t\uFFFDken");
    var refused = Daemon.run(variables, false, "status");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("OTTO_EXTERNAL_API_TOKEN is not text"), refused.err());
    assertFalse(refused.err().contains("ken "), refused.err());
    assertEquals(
        0, Daemon.run(Map.of("PS1", "\uFFFD", "OTTO_HOME", home + ""), false, "status").exit());
  }

  @Test
  void soIsWhatIsPipedInAndIsNoText() {
    var in = new ByteArrayInputStream("Grüße".getBytes(ISO_8859_1));
    var refused = Daemon.run(daemon.environment(), false, in, "ask");
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains("standard input is not text in UTF-8"), refused.err());
    daemon.piped("Grüße, 你好 🎉 and \uFFFD", "ask").ok();
    assertTrue(daemon.piped("\uFEFFHello", "ask").ok().out().endsWith("echo: Hello\n"));
    var utf16 = daemon.piped("H\0e\0", "ask");
    assertEquals(2, utf16.exit());
    assertTrue(utf16.err().contains("standard input is not text in UTF-8"), utf16.err());
  }

  @Test
  void aPromptThatBeginsWithAtIsNoNameOfAFile() throws Exception {
    String prompt = "@" + Files.writeString(home.resolve("notes"), "something else");
    daemon.task("at", prompt);
    String payload = daemon.run("task", "show", "at", "-o", "json").ok().out();
    assertTrue(payload.contains(prompt), payload);
  }

  @Test
  void numbersAreWrittenAsProgramsReadThem() {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      daemon.task("counted", "Hello");
      var run = daemon.atTerminal("task", "run-now", "counted", "--wait").ok();
      assertTrue(run.out().matches("(?s).*succeeded in \\d+\\.\\d s.*"), run.out());
    } finally {
      Locale.setDefault(before);
    }
  }
}
