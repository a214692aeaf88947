package dev.otto.scheduler.transcript;

import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.models.prompt.Transcript;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.wire.TranscriptAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes and keeps the transcripts of runs, where the settings want that. */
public final class Transcripts {
  private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);

  private final PromptBackend backend;
  private final Database database;
  private final OttoConfig.Transcripts settings;
  private final InstantSource clock;

  public Transcripts(
      PromptBackend backend,
      Database database,
      OttoConfig.Transcripts settings,
      InstantSource clock) {
    this.backend = backend;
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Takes what happened in a session of a run; to be called before the session is deleted.
   *
   * @param permissions what was asked in the run and answered
   */
  public void take(String runId, String sessionId, List<PermissionAnswer> permissions) {
    if (settings.kept().isZero()) {
      return;
    }
    Transcript transcript = backend.transcript(sessionId, settings.withTools(), permissions);
    if (transcript.entries().isEmpty()) {
      return;
    }
    var part =
        new TranscriptRepository.Part(
            clock.instant(), TranscriptJson.write(transcript.entries()), transcript.truncated());
    try {
      var unused = database.write(tx -> TranscriptRepository.insert(tx, runId, sessionId, part));
    } catch (DatabaseException e) {
      LOG.warn("The transcript of run {} is lost: {}", runId, e.getMessage());
    }
  }

  /** Returns the transcript of a run, its sessions one after the other; empty if none is kept. */
  Optional<TranscriptAnswer> find(String runId) {
    List<TranscriptRepository.Part> parts =
        database.read(tx -> TranscriptRepository.find(tx, runId, clock.instant().minus(kept())));
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TranscriptAnswer(
                runId,
                parts.stream().flatMap(part -> TranscriptJson.read(part.entries())).toList(),
                parts.stream().anyMatch(TranscriptRepository.Part::truncated),
                parts.getFirst().at().plus(kept()).toEpochMilli()));
  }

  /** Returns for how long transcripts are kept; zero where none is taken. */
  Duration kept() {
    return settings.kept();
  }

  /** Reports whether there is such a run. */
  boolean isRun(String runId) {
    return database.read(tx -> TranscriptRepository.isRun(tx, runId));
  }
}
