package dev.otto.scheduler.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;

/** Counts one answer by the route it turned out to be for; an unknown path is {@code other}. */
final class Served {
  private static final Route OTHER = Route.get("other", call -> Answer.ok(""));

  private Route route = OTHER;

  /** Counts when the answer is out, whatever it is. */
  static Served by(ApiServer.Answers answers, ServerResponse response) {
    var served = new Served();
    response.whenSent(
        () ->
            answers.answered(served.route.method(), served.route.path(), response.status().code()));
    return served;
  }

  /**
   * For the end of each way to an answer: Helidon leaves the closing to the client even where the
   * answer says that the connection will be closed.
   */
  static void closeWhenSaid(ServerResponse response) {
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("Said so in the answer");
    }
  }

  void matched(Route found) {
    route = found;
  }
}
