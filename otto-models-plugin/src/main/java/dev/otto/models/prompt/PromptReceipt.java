package dev.otto.models.prompt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The bill of a prompt, the permissions it requested and how soon the model began, however it
 * ended.
 *
 * @param bill what the providers counted, subagents included
 * @param permissions what was asked meanwhile, in its order; the first hundred of it
 * @param firstToken from sending it to the first text, thought or tool call of the model; empty
 *     where none was heard of
 */
public record PromptReceipt(
    Bill bill, List<PermissionAnswer> permissions, Optional<Duration> firstToken) {
  /** The receipt of a prompt that was not sent. */
  public static final PromptReceipt NOTHING = new PromptReceipt(Bill.NOTHING, List.of());

  public PromptReceipt {
    permissions = List.copyOf(permissions);
  }

  /** Creates the receipt of a prompt whose first token nobody heard of. */
  public PromptReceipt(Bill bill, List<PermissionAnswer> permissions) {
    this(bill, permissions, Optional.empty());
  }
}
