package dev.otto.scheduler.assistant;

import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.assistant.AssistantListener.SentPrompt;
import dev.otto.scheduler.bill.BillRepository;
import dev.otto.scheduler.database.Database;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The table {@code assistant_messages}: what was asked of the assistant, without its texts. */
public final class AssistantMessageRepository {
  private final Database database;

  public AssistantMessageRepository(Database database) {
    this.database = database;
  }

  /** Stores a message that ended then, with its bill. */
  public void insert(SentPrompt message, Instant at) {
    var bill = message.result().receipt().bill();
    database.write(
        tx -> {
          long id =
              tx.insert(
                  """
                  INSERT INTO assistant_messages (at, session_id, resolved_model_ref,
                    served_model_ref, error_code, usage_complete)
                  VALUES (?, ?, ?, ?, ?, ?)
                  """,
                  at,
                  message.sessionId(),
                  message.resolved().toString(),
                  served(message.result()),
                  error(message.result()),
                  bill.complete());
          BillRepository.insertOfMessage(tx, id, at, bill);
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
