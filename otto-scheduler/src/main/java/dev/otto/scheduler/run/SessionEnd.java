package dev.otto.scheduler.run;

import dev.otto.models.opencode.Bill;
import dev.otto.models.opencode.OpenCodeClient;

/** Ends the session of a run that no thread waits for any more. */
public final class SessionEnd {
  private final OpenCodeClient openCode;

  public SessionEnd(OpenCodeClient openCode) {
    this.openCode = openCode;
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
    Receipt last = receipt.asked(openCode.abort(session)).billed(openCode.bill(session));
    openCode.delete(session);
    return last;
  }
}
