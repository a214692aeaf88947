package dev.otto.controlplane.palette;

import java.util.Map;

/**
 * Something that was found.
 *
 * @param label what it is called
 * @param hint what it is, or its state
 */
public record Hit(String label, String hint, Way way) {

  /** What happens when it is chosen. */
  public sealed interface Way {}

  /** A page is opened. */
  public record Open(String address) implements Way {}

  /** A form is sent. */
  public record Send(String address, Map<String, String> fields) implements Way {}

  /** The script does it by pressing the button of this id; there is nothing without it. */
  public record Press(String id) implements Way {}

  static Hit open(String label, String hint, String address) {
    return new Hit(label, hint, new Open(address));
  }

  static Hit act(String label, String hint, Action action, String target) {
    return new Hit(
        label, hint, new Send("/actions", Map.of("action", action.key(), "target", target)));
  }

  /** Where it leads; "" where it leads nowhere. */
  public String address() {
    return way instanceof Open(var address) ? address : "";
  }
}
