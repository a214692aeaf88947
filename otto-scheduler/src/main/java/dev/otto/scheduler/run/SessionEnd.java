package dev.otto.scheduler.run;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.PromptBackend;

/** Ends the session of a run that no thread waits for any more. */
public final class SessionEnd {
  private final PromptBackend backend;

  public SessionEnd(PromptBackend backend) {
    this.backend = backend;
  }

  /**
   * Aborts what is in flight in the receipt's session, and deletes it.
   *
   * @return the receipt with the requests that were still open, and with the bill up to now
   */
  Receipt of(Receipt receipt) {
    String session = receipt.sessionId();
    if (session == null) {
      return receipt.billed(Bill.NOTHING);
    }
    Receipt last =
        receipt.asked(backend.abort(session)).billed(spent(receipt, backend.bill(session)));
    backend.delete(session);
    return last;
  }

  /** The earlier tries of the run had sessions of their own, which are gone. */
  private static Bill spent(Receipt receipt, Bill last) {
    return receipt.tries().stream()
        .map(TriedModel::bill)
        .reduce(Bill.NOTHING, Bill::plus)
        .plus(last);
  }
}
