package dev.otto.controlplane.palette;

import java.util.Map;

/**
 * One match.
 *
 * @param label its name
 * @param hint its kind or state
 */
public record Hit(String label, String hint, Way way) {

  /** The effect of choosing it. */
  public sealed interface Way {}

  /** Opens a page. */
  public record Open(String address) implements Way {}

  /** Submits a form. */
  public record Send(String address, Map<String, String> fields) implements Way {}

  /** Makes the script press the button with this id; without the script there is no such match. */
  public record Press(String id) implements Way {}

  static Hit open(String label, String hint, String address) {
    return new Hit(label, hint, new Open(address));
  }

  static Hit act(String label, String hint, Action action, String target) {
    return new Hit(
        label, hint, new Send("/actions", Map.of("action", action.key(), "target", target)));
  }

  /** Returns the address of its page; "" if it has none. */
  public String address() {
    return way instanceof Open(var address) ? address : "";
  }
}
