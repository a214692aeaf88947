package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Otto must keep to itself stays in it, whatever happens and however much it logs. */
@WithRealOpenCode
class SecretsOnRealOpenCodeTest {
  private static final String PASSWORD = "planted-PASSWORD-0003";

  @TempDir static Path folder;

  @Test
  void noSecretIsLoggedStoredOrAnswered() throws Exception {
    Path home = folder.resolve("otto");
    var otto = ended(home);
    List<String> secrets = secrets(otto.token());
    String log = otto.log();
    List<String> answers = otto.answers();
    assertClean(secrets, "the log", log);
    answers.forEach(answer -> assertClean(secrets, "an answer", answer));
    rows(home.resolve("data/otto-state.db")).forEach(row -> assertClean(secrets, "a row", row));
    assertFilesClean(secrets, home);
  }

  /** An Otto that lived and was closed. */
  private static OttoOnOpenCode ended(Path home) throws Exception {
    var password = Map.of("OTTO_OPENCODE_PASSWORD", PASSWORD);
    try (var openCode = RealOpenCode.start(folder.resolve("opencode"), PASSWORD)) {
      var otto = new OttoOnOpenCode(home, openCode, password);
      try (otto) {
        live(openCode, otto);
        openCode.kill();
        otto.run(otto.job("nobody is there"));
      }
      return otto;
    }
  }

  /** The good and the bad that happens to it; the provider shows the key that it refuses. */
  private static void live(RealOpenCode openCode, OttoOnOpenCode otto) throws IOException {
    // Without a limit: the first prompt of a new OpenCode may take longer than those below get.
    otto.run(otto.job("hello"));
    var prompts = List.of("#status=401", "#status=400", "#cut", "#status=429", "#garbage");
    var ids = prompts.stream().map(prompt -> otto.create(within(3, otto.job(prompt)))).toList();
    ids.forEach(id -> otto.finished(id, 1));
    String used = openCode.requests().getFirst().authorization();
    assertTrue(used.contains(RealOpenCode.PLANTED_KEYS.getFirst()), used);
    otto.run(otto.job("hello").put("modelRef", "fake/gone"));
    otto.call(200, "POST", "/external/assistant/messages", "{\"text\":\"hello\"}");
    otto.call(502, "POST", "/external/assistant/messages", "{\"text\":\"#status=401\"}");
    openCode.model(Optional.empty());
    otto.call(200, "POST", "/external/models/refresh", "{\"reload\":true,\"force\":true}");
    breakTheConfiguration(openCode, otto);
    for (String path :
        List.of(
            "/external/models/catalog?details=true",
            "/external/models/usage",
            "/external/models/resolve?flow=heartbeat",
            "/external/audit",
            "/external/jobs",
            "/external/system/status",
            "/external/settings/notification-profile")) {
      otto.get(path);
    }
  }

  private static ObjectNode within(int seconds, ObjectNode job) {
    job.withObject("/payload").put("timeoutSeconds", seconds);
    return job;
  }

  /** OpenCode then prints its whole configuration in each of its answers. */
  private static void breakTheConfiguration(RealOpenCode openCode, OttoOnOpenCode otto)
      throws IOException {
    String good = Files.readString(openCode.config());
    Files.writeString(openCode.config(), good + " }");
    otto.call(502, "POST", "/external/models/refresh", "{\"reload\":true,\"force\":true}");
    otto.run(otto.job("hello", RealOpenCode.BETA));
  }

  private static List<String> secrets(String token) {
    String basic = Base64.getEncoder().encodeToString(("opencode:" + PASSWORD).getBytes(UTF_8));
    var secrets = new ArrayList<>(RealOpenCode.PLANTED_KEYS);
    secrets.addAll(List.of(PASSWORD, basic, token));
    return secrets;
  }

  private static void assertClean(List<String> secrets, String where, String text) {
    for (String secret : secrets) {
      int at = text.indexOf(secret);
      assertEquals(-1, at, () -> where + ": " + around(text, at));
    }
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
  }

  /** Every row of every table. */
  private static List<String> rows(Path database) throws SQLException {
    var rows = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
      for (String table :
          read(
              connection.createStatement(),
              "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        rows.addAll(read(connection.createStatement(), "SELECT * FROM \"" + table + "\""));
      }
    }
    assertFalse(rows.isEmpty());
    return rows;
  }

  private static List<String> read(Statement statement, String query) throws SQLException {
    var rows = new ArrayList<String>();
    try (statement;
        var result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          row.append(column > 1 ? " " : "").append(result.getString(column));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  /** The token's own file is the one place for the token. */
  private static void assertFilesClean(List<String> secrets, Path home) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(home)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertFalse(files.isEmpty());
    for (Path file : files) {
      var here = new ArrayList<>(secrets);
      if (file.endsWith("internal-api.token")) {
        here.removeLast();
      }
      assertClean(here, file.toString(), Files.readString(file, ISO_8859_1));
    }
  }
}
