package dev.otto.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of a job stores what changed, and not once more what did not. */
class BigPayloadsTest {
  private static final String BIG = "x".repeat(200_000);

  @TempDir Path folder;
  @AutoClose private JobWorld world;

  @BeforeEach
  void open() throws Exception {
    world = new JobWorld(folder);
    assertInstanceOf(
        JobResult.Done.class,
        world.create(
            "{'id':'big','type':'t','scheduleType':'recurring','cadenceMinutes':60,"
                + "'payload':{'prompt':'"
                + BIG
                + "'}}"));
  }

  @Test
  void aHundredChangesOfTheModelDoNotGrowTheDatabaseByTheirPrompts() throws Exception {
    long before = size();
    for (int i = 0; i < 100; i++) {
      assertInstanceOf(
          JobResult.Done.class,
          world.patch("big", "{'modelRef':" + (i % 2 == 0 ? "'openai/gpt-5'" : "null") + "}"));
    }
    assertTrue(size() - before < 8_000_000, before + " -> " + size());
  }

  @Test
  void theAuditNamesALongPayloadByItsLengthAndHash() {
    assertInstanceOf(
        JobResult.Done.class,
        world.patch("big", "{'payload':{'prompt':'" + BIG.substring(1) + "y'}}"));
    AuditEntry.Change change = newest();
    assertTrue(change.afterText().orElseThrow().length() < 1_000);
    assertTrue(change.afterText().orElseThrow().contains("… (200013 characters, SHA-256 "));
    assertTrue(change.before().contains("… (200013 characters, SHA-256 "), change.before());
    assertTrue(!change.before().equals(change.after()), "the hash shows the change");
    assertEquals(200_013, world.job("big").payload().length());
  }

  @Test
  void whatReadsManyJobsReadsNoPayload() {
    var repository = new JobRepository();
    List<Job> read = new ArrayList<>(world.jobs.list(JobQuery.all()).jobs());
    read.addAll(world.jobs.notOver(10));
    read.addAll(world.database.read(repository::awaitingTheirTime));
    assertEquals(3, read.size());
    read.forEach(job -> assertNull(job.payload()));
    assertEquals(1, world.jobs.list(new JobQuery(null, null, "xxx", 9, null)).jobs().size());
    assertEquals(Optional.of(200_013L), world.jobs.payloadBytes("big"));
    assertEquals(Optional.empty(), world.jobs.payloadBytes("none"));
  }

  private AuditEntry.Change newest() {
    var audit = new AuditLog(world.database, InstantSource.system());
    return audit.newest(1, OptionalLong.empty()).getFirst().change();
  }

  private long size() throws Exception {
    try (var files = Files.list(folder)) {
      long sum = 0;
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }
}
