package dev.otto.models.opencode;

import java.util.List;
import java.util.Optional;

/**
 * The usage of a prompt and the permissions it requested, however it ended.
 *
 * @param usage what the provider counted; empty where that is not known
 * @param permissions what was asked meanwhile, in its order; the first hundred of it
 */
public record PromptReceipt(Optional<Usage> usage, List<PermissionAnswer> permissions) {
  /** The receipt of a prompt of which nothing is known, or that was not sent. */
  public static final PromptReceipt NOTHING = new PromptReceipt(Optional.empty(), List.of());

  public PromptReceipt {
    permissions = List.copyOf(permissions);
  }

  PromptReceipt with(Usage counted) {
    return new PromptReceipt(Optional.of(counted), permissions);
  }

  PromptReceipt with(List<PermissionAnswer> asked) {
    return new PromptReceipt(usage, asked);
  }
}
