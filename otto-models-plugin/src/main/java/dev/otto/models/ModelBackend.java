package dev.otto.models;

import java.util.List;
import java.util.Optional;

/** Where the models come from: a port, so that the catalog knows no HTTP. */
public interface ModelBackend {

  /**
   * Everything there is, asked now.
   *
   * @throws UnavailableException if it could not be reached, or answered with something else than
   *     models
   */
  Listing list() throws UnavailableException;

  /**
   * The model that OpenCode uses where nobody names one; empty if its configuration sets none.
   *
   * @throws UnavailableException as in {@link #list}
   */
  Optional<ModelRef> globalDefault() throws UnavailableException;

  /** For messages: the address, without credentials. */
  String address();

  /**
   * One answer.
   *
   * @param skipped how many models were left out because their id is no model reference
   */
  record Listing(List<Model> models, Optional<ModelRef> globalDefault, int skipped) {
    public Listing {
      models = List.copyOf(models);
    }
  }

  /**
   * The backend gave no usable answer. The message is one sentence and never holds the backend's
   * own text.
   */
  final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
      super(message);
    }

    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
