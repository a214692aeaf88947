package dev.otto.models.prompt;

import java.util.List;

/**
 * The bill of a prompt and the permissions it requested, however it ended.
 *
 * @param bill what the providers counted, subagents included
 * @param permissions what was asked meanwhile, in its order; the first hundred of it
 */
public record PromptReceipt(Bill bill, List<PermissionAnswer> permissions) {
  /** The receipt of a prompt that was not sent. */
  public static final PromptReceipt NOTHING = new PromptReceipt(Bill.NOTHING, List.of());

  public PromptReceipt {
    permissions = List.copyOf(permissions);
  }
}
