package dev.otto.scheduler.assistant;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.bill.BillRepository.BillTime;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code assistant_messages}: what was asked of the assistant, and of models to see
 * whether they answer, without the texts.
 */
public final class AssistantMessageRepository {
  private final Database database;
  private final ZoneId zone;

  /** The ids of messages that could not be stored before they were sent. */
  private final Set<String> unstored = ConcurrentHashMap.newKeySet();

  /**
   * @param zone in which the days begin on which money was spent
   */
  public AssistantMessageRepository(Database database, ZoneId zone) {
    this.database = database;
    this.zone = zone;
  }

  /** Stores a message that is about to be sent. */
  public void insertInFlight(SentPrompt message, Instant at) {
    unstored.add(message.messageId());
    database.write(
        tx ->
            tx.update(
                """
                INSERT INTO assistant_messages (at, session_id, resolved_model_ref, usage_complete,
                  message_in_flight, probe, node)
                VALUES (?, ?, ?, 0, ?, ?, ?)
                """,
                at,
                message.sessionId(),
                message.resolved().toString(),
                message.messageId(),
                message.probe(),
                tx.node().orElse(null)));
    unstored.remove(message.messageId());
  }

  /**
   * A message that was in flight.
   *
   * @param node the Otto that sent it; empty where no other can share the database
   */
  record Lost(SentPrompt message, Optional<String> node) {}

  /**
   * Makes the messages in flight of these Ottos this one's, of those who try it, and returns them.
   */
  List<Lost> take(Leftovers whose) {
    return database.write(
        tx -> {
          var conditions = whose.in(tx, "at").add("message_in_flight IS NOT NULL");
          List<Lost> found =
              tx.query(
                  """
                  SELECT session_id, message_in_flight, resolved_model_ref, probe, node
                  FROM assistant_messages
                  """
                      + conditions.where()
                      + " ORDER BY id",
                  AssistantMessageRepository::lost,
                  conditions.parameters());
          found.forEach(
              lost ->
                  tx.update(
                      "UPDATE assistant_messages SET node = ? WHERE message_in_flight = ?",
                      tx.node().orElse(null),
                      lost.message().messageId()));
          return found;
        });
  }

  private static Lost lost(Row row) {
    var message =
        new SentPrompt(
            row.text("session_id"),
            row.text("message_in_flight"),
            ModelRef.of(row.text("resolved_model_ref")),
            row.flag("probe"));
    return new Lost(message, Optional.ofNullable(row.textOrNull("node")));
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

  /**
   * Stores a message that ended then, with its bill, in the place of the one in flight; nothing
   * where another Otto has ended that.
   */
  public void insertEnded(SentPrompt message, PromptResult result, Instant at) {
    boolean isStored = !unstored.contains(message.messageId());
    database.write(
        tx -> {
          int deleted =
              tx.update(
                  "DELETE FROM assistant_messages WHERE message_in_flight = ?",
                  message.messageId());
          if (deleted > 0 || !isStored) {
            insertEnded(tx, message, result, at);
          }
          return deleted;
        });
    unstored.remove(message.messageId());
  }

  private void insertEnded(Tx tx, SentPrompt message, PromptResult result, Instant at) {
    Bill bill = result.receipt().bill();
    long id =
        tx.insert(
            """
            INSERT INTO assistant_messages (at, session_id, resolved_model_ref,
              served_model_ref, error_code, usage_complete, probe, node)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            at,
            message.sessionId(),
            message.resolved().toString(),
            served(result),
            error(result),
            bill.complete(),
            message.probe(),
            tx.node().orElse(null));
    BillRepository.insertOfMessage(tx, id, new BillTime(at, at, zone), bill);
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
