package dev.otto.controlplane.models;

import dev.otto.web.Form;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A form field to choose a model, or to inherit one.
 *
 * @param id of the field, for its label and the script
 * @param name of the field in its form
 * @param value the reference as typed; "" inherits
 * @param inherited the inherited model, in words; empty where a model must be chosen
 * @param hint shown below the field unless it has an error
 * @param error what is wrong with the value
 */
public record Picker(
    String id,
    String name,
    String label,
    String value,
    String inherited,
    String hint,
    @Nullable String error) {

  /** Returns a picker that inherits. */
  public static Picker of(String name, String label) {
    return new Picker("pick-" + name, name, label, "", "OpenCode's default", "", null);
  }

  /** Returns the word for no model of its own: one of several has nothing to inherit. */
  public String empty() {
    if (inherited.isEmpty()) {
      return "Choose a model";
    }
    return id.equals("pick-" + name) ? "Inherit" : "None";
  }

  /** Returns the picker as one of several with its name. */
  public Picker numbered(int number) {
    return new Picker(id + "-" + number, name, label, value, inherited, hint, error);
  }

  public Picker withValue(@Nullable String value) {
    return new Picker(id, name, label, value == null ? "" : value, inherited, hint, error);
  }

  /**
   * Returns the picker with the inherited model, such as {@code OpenCode's default, now
   * openai/gpt-5}.
   */
  public Picker withInherited(String inherited) {
    return new Picker(id, name, label, value, inherited, hint, error);
  }

  public Picker withHint(String hint) {
    return new Picker(id, name, label, value, inherited, hint, error);
  }

  public Picker withError(@Nullable String error) {
    return new Picker(id, name, label, value, inherited, hint, error);
  }

  /**
   * Returns the reference that a form submitted for it; empty for inherit, also if that word was
   * typed.
   */
  public static Optional<String> chosen(Form form, String name) {
    return form.value(name).filter(text -> !text.equalsIgnoreCase("inherit"));
  }
}
