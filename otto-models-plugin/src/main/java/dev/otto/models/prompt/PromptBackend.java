package dev.otto.models.prompt;

import dev.otto.models.FailureCode;
import java.util.List;
import java.util.Optional;

/**
 * Prompts models unattended, each prompt in a session of its own. A port: OpenCode is the backend
 * there is. No call throws; what failed is a result.
 */
public interface PromptBackend {

  /** Creates a session that follows its agent's permissions. */
  default SessionResult create(String title) {
    return create(title, List.of());
  }

  /**
   * Creates a session with its rules, which override those of its agent and apply to its subagents,
   * too. Of the rules that match, the last one counts.
   */
  SessionResult create(String title, List<PermissionRule> rules);

  /**
   * Sends a prompt and waits for the answer. A prompt that takes too long is aborted, and so is one
   * whose virtual thread is interrupted; a platform thread reads on, so that only {@link #abort}
   * from another thread ends it. The result has the bill of everything that was done for it.
   */
  default PromptResult prompt(String sessionId, Prompt prompt) {
    return prompt(sessionId, newMessageId(), prompt);
  }

  /** Works like {@link #prompt(String, Prompt)} with a message of this id. */
  PromptResult prompt(String sessionId, String messageId, Prompt prompt);

  /** Returns an id for the message of a prompt, under which its bill is found later. */
  String newMessageId();

  /**
   * Returns the models that it would use by its own configuration; empty if it could not be asked.
   */
  Optional<List<OwnModel>> ownModels();

  /** Returns the bill of everything that was done in a session and for it by subagents. */
  Bill bill(String sessionId);

  /** Returns the bill of the prompt with this message, of which nobody awaits the result. */
  Bill bill(String sessionId, String messageId);

  /**
   * Returns what was said and done in a session and by its subagents; as much as can be read.
   *
   * @param withTools whether with what tools were given and returned
   * @param permissions what was asked meanwhile and answered, which the backend itself forgets
   */
  Transcript transcript(String sessionId, boolean withTools, List<PermissionAnswer> permissions);

  /**
   * Ends the prompt in flight, which then fails with {@link FailureCode#ABORTED}.
   *
   * @return the requests for permission that were still open; they are rejected
   */
  List<PermissionAnswer> abort(String sessionId);

  /**
   * Removes the session with its messages.
   *
   * @return whether it is gone now
   */
  boolean delete(String sessionId);
}
