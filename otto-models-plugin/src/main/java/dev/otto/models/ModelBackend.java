package dev.otto.models;

import java.util.List;
import java.util.Optional;

/** A source of models: a port, so that the catalog does not depend on HTTP. */
public interface ModelBackend {

  /**
   * Asks the backend for all its models.
   *
   * @throws UnavailableException if it could not be reached, or answered with something else than
   *     models
   */
  Listing list() throws UnavailableException;

  /**
   * Returns the model that OpenCode uses when none is named; empty if its configuration sets none.
   *
   * @throws UnavailableException as in {@link #list}
   */
  Optional<ModelRef> globalDefault() throws UnavailableException;

  /**
   * Explains why models are no longer listed. Asked after {@link #list}, and only where some are
   * gone.
   *
   * @return the same models in the same order
   * @throws UnavailableException as in {@link #list}; the reasons are unknown then
   */
  default List<Removal> explain(List<ModelRef> removed) throws UnavailableException {
    return removed.stream().map(ref -> new Removal(ref, Removal.Reason.GONE)).toList();
  }

  /** Returns the address, without credentials, for messages. */
  String address();

  /**
   * One answer of the backend.
   *
   * @param skipped number of models left out because their id is not a valid model reference
   */
  record Listing(List<Model> models, Optional<ModelRef> globalDefault, int skipped) {
    public Listing {
      models = List.copyOf(models);
    }
  }

  /**
   * Thrown when the backend gave no usable answer. The message is one sentence and never contains
   * the backend's own text.
   */
  final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    public UnavailableException(FailureCode code, String message) {
      super(message);
      this.code = code;
    }

    public UnavailableException(FailureCode code, String message, Throwable cause) {
      super(message, cause);
      this.code = code;
    }

    /** Returns what the backend did, for callers that treat the cases differently. */
    public FailureCode code() {
      return code;
    }
  }
}
