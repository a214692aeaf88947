package dev.otto.models;

import java.util.Locale;

/** A model that a refresh no longer found, and why. */
public record Removal(ModelRef modelRef, Reason reason) {

  /** The reason why a model is no longer listed. */
  public enum Reason {
    /** OpenCode calls it so, and offers no such models. */
    DEPRECATED("deprecated by its provider"),
    /** OpenCode has no credentials for the provider any more, or has it disabled. */
    PROVIDER_DISCONNECTED("its provider is not connected in OpenCode"),
    /**
     * The provider is connected, and OpenCode lists the model no more. It does not say which models
     * of its own list are deprecated where their provider is connected: those are gone, too.
     */
    GONE("OpenCode no longer offers it"),
    /** The backend could not be asked. */
    UNKNOWN("OpenCode did not say why");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** Returns the name used in the REST API and in the audit. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the reason for people, as it may follow the reference. */
    public String words() {
      return words;
    }
  }

  @Override
  public String toString() {
    return modelRef + " (" + reason.words() + ")";
  }
}
