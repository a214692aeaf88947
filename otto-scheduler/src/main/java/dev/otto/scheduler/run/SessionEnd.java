package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.scheduler.transcript.Transcripts;

/** Ends the sessions of runs: what happened in one is taken before it is deleted. */
public final class SessionEnd {
  private final PromptBackend backend;
  private final Transcripts transcripts;

  public SessionEnd(PromptBackend backend, Transcripts transcripts) {
    this.backend = backend;
    this.transcripts = transcripts;
  }

  /**
   * Aborts what is in flight in the session of a run that no thread waits for any more, and deletes
   * it.
   *
   * @return the receipt with the requests that were still open, and with the bill up to now
   */
  Receipt of(Run run) {
    Receipt receipt = run.receipt();
    String session = receipt.sessionId();
    if (session == null) {
      return receipt.billed(Bill.NOTHING);
    }
    Receipt last =
        receipt.asked(backend.abort(session)).billed(spent(receipt, backend.bill(session)));
    take(run, last);
    delete(last);
    return last;
  }

  /** The earlier tries of the run had sessions of their own, which are gone. */
  private static Bill spent(Receipt receipt, Bill last) {
    return receipt.tries().stream()
        .map(TriedModel::bill)
        .reduce(Bill.NOTHING, Bill::plus)
        .plus(last);
  }

  /** Takes what happened in the session of a run. */
  void take(Run run, Receipt receipt) {
    if (receipt.sessionId() != null) {
      transcripts.take(run.id(), receipt.sessionId(), receipt.permissions());
    }
  }

  /** Deletes a session in which nothing happens any more; one that remains does no harm. */
  void delete(Receipt receipt) {
    if (receipt.sessionId() != null) {
      backend.delete(receipt.sessionId());
    }
  }
}
