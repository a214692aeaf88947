package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortAuditMigrationTest {
  @TempDir Path folder;

  @Test
  void shortensThePayloadsOfOldEntriesAndNothingElse() throws Exception {
    Path file = folder.resolve("state.db");
    before(file);
    try (var database = SqliteDatabase.open(file)) {
      List<String> after =
          database.read(
              tx ->
                  tx.query(
                      "SELECT after FROM audit_entries ORDER BY id", row -> row.text("after")));
      JsonNode big = new ObjectMapper().readTree(after.get(0));
      assertTrue(big.path("payload").asText().matches("x{200}… \\(300000 characters\\)"), "" + big);
      assertEquals("fake/alpha", big.path("modelRef").asText());
      assertEquals("{\"payload\":\"{}\"}", after.get(1));
      assertEquals(5_000, after.get(2).length());
      assertEquals(
          1L,
          database
              .read(tx -> tx.queryNumber("SELECT count(*) FROM audit_entries WHERE before IS NULL"))
              .longValue());
    }
  }

  private static void before(Path file) throws SQLException {
    String big = "json_object('payload', printf('%.300000c', 'x'), 'modelRef', 'fake/alpha')";
    EarlierSchema.make(
        file,
        12,
        Stream.of(
                "'job', NULL, " + big,
                "'job', '{}', '{\"payload\":\"{}\"}'",
                "'job', '{}', printf('%.5000c', 'x')")
            .map(ShortAuditMigrationTest::entry)
            .toList());
  }

  private static String entry(String values) {
    return "INSERT INTO audit_entries (at, surface, action, outcome, job_id, before, after)"
        + " VALUES (0, 'rest', 'job.update', 'done', "
        + values
        + ")";
  }
}
