package dev.otto.scheduler.assistant;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code assistant_messages}: what was asked of the assistant, and of models to see
 * whether they answer, without the texts.
 */
public final class AssistantMessageRepository {
  private final Database database;
  private final ZoneId zone;

  /**
   * @param zone in which the days begin on which money was spent
   */
  public AssistantMessageRepository(Database database, ZoneId zone) {
    this.database = database;
    this.zone = zone;
  }

  /** Stores a message that is about to be sent. */
  public void insertInFlight(SentPrompt message, Instant at) {
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO assistant_messages (at, session_id, resolved_model_ref, usage_complete,
                  message_in_flight, probe)
                VALUES (?, ?, ?, 0, ?, ?)
                """,
                at,
                message.sessionId(),
                message.resolved().toString(),
                message.messageId(),
                message.probe()));
  }

  /** Returns the messages that are in flight, or were when the last process ended. */
  List<SentPrompt> inFlight() {
    return database.read(
        tx ->
            tx.query(
                """
                SELECT session_id, message_in_flight, resolved_model_ref, probe
                FROM assistant_messages
                WHERE message_in_flight IS NOT NULL ORDER BY id
                """,
                row ->
                    new SentPrompt(
                        row.text("session_id"),
                        row.text("message_in_flight"),
                        ModelRef.of(row.text("resolved_model_ref")),
                        row.flag("probe"))));
  }

  /** Reports whether a message in this session was answered. */
  boolean hasAnswer(String sessionId) {
    return database
        .read(
            tx ->
                tx.queryFirst(
                    """
                    SELECT id FROM assistant_messages
                    WHERE session_id = ? AND served_model_ref IS NOT NULL LIMIT 1
                    """,
                    row -> row.number("id"),
                    sessionId))
        .isPresent();
  }

  /** Stores a message that ended then, with its bill, in the place of the one in flight. */
  public void insertEnded(SentPrompt message, PromptResult result, Instant at) {
    var bill = result.receipt().bill();
    database.write(
        tx -> {
          tx.update(
              "DELETE FROM assistant_messages WHERE message_in_flight = ?", message.messageId());
          long id =
              tx.insert(
                  """
                  INSERT INTO assistant_messages (at, session_id, resolved_model_ref,
                    served_model_ref, error_code, usage_complete, probe)
                  VALUES (?, ?, ?, ?, ?, ?, ?)
                  """,
                  at,
                  message.sessionId(),
                  message.resolved().toString(),
                  served(result),
                  error(result),
                  bill.complete(),
                  message.probe());
          BillRepository.insertOfMessage(tx, id, new BillTime(at, at, zone), bill);
          return id;
        });
  }

  /** Deletes the messages that ended before this time, and returns their number. */
  public int deleteBefore(Instant time) {
    return database.write(tx -> tx.update("DELETE FROM assistant_messages WHERE at < ?", time));
  }

  private static @Nullable String served(PromptResult result) {
    return result instanceof PromptResult.Answered answered ? answered.served().toString() : null;
  }

  private static @Nullable String error(PromptResult result) {
    return result instanceof PromptResult.Failed failed ? failed.code().key() : null;
  }
}
