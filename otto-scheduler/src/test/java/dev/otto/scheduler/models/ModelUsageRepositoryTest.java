package dev.otto.scheduler.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.SqliteDatabase;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelUsageRepositoryTest {

  @Test
  void countsTheRunsOfEachModelFromTheIndexAlone(@TempDir Path folder) {
    try (var database = SqliteDatabase.open(folder.resolve("state.db"))) {
      String plan =
          database
              .read(
                  tx ->
                      tx.query(
                          "EXPLAIN QUERY PLAN " + ModelUsageRepository.RUNS,
                          row -> row.text("detail"),
                          Instant.EPOCH))
              .toString();
      assertTrue(plan.contains("COVERING INDEX runs_by_start"), plan);
    }
  }
}
