package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.contract.Contract;
import dev.otto.contract.Contract.Sender;
import dev.otto.contract.Exchange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The other tests lean on this: it must find what is not as documented. */
class ContractTest {
  private static final Contract CONTRACT = new Contract();
  private static final String MODELS = "/external/models/refresh";
  private static final String REFRESHED =
      "{\"status\":\"ok\",\"updatedAt\":1,\"count\":1,\"added\":[],\"removed\":[],\"removals\":[],"
          + "\"affected\":[]}";

  @Test
  void whatIsDocumentedIsFine() {
    assertEquals(List.of(), refresh("{\"reload\":true}", 200, REFRESHED, Sender.OURS));
    assertEquals(List.of(), refresh("", 200, REFRESHED, Sender.OURS));
  }

  @Test
  void anAnswerWithAFieldMoreOrLessOrOfAnotherTypeIsNot() {
    finds("surprise", refresh("", 200, REFRESHED.replace("{", "{\"surprise\":1,"), Sender.ANYBODY));
    finds("count", refresh("", 200, REFRESHED.replace("\"count\":1,", ""), Sender.ANYBODY));
    finds(
        "count",
        refresh("", 200, REFRESHED.replace("\"count\":1", "\"count\":\"1\""), Sender.ANYBODY));
  }

  @Test
  void aStatusThatIsNotListedIsNot() {
    finds("status", refresh("", 418, "{\"error\":\"teapot\",\"message\":\"x\"}", Sender.ANYBODY));
  }

  @Test
  void anErrorCodeThatIsNotListedIsNot() {
    finds("teapot", refresh("", 400, "{\"error\":\"teapot\",\"message\":\"x\"}", Sender.ANYBODY));
  }

  @Test
  void aRequestThatWasTakenThoughTheDocumentForbidsItIsNot() {
    finds("reload", refresh("{\"reload\":1}", 200, REFRESHED, Sender.ANYBODY));
    finds("relode", refresh("{\"relode\":true}", 200, REFRESHED, Sender.OURS));
  }

  @Test
  void aPathOrAParameterThatIsNotThereIsNot() {
    finds("lacks it", complaints("GET", "/external/modles", "", 200, "{}", Sender.ANYBODY));
    finds("forse", complaints("POST", MODELS + "?forse=1", "", 200, REFRESHED, Sender.OURS));
  }

  private static List<String> refresh(String sent, int status, String answer, Sender sender) {
    return complaints("POST", MODELS, sent, status, answer, sender);
  }

  private static List<String> complaints(
      String method, String path, String sent, int status, String answer, Sender sender) {
    return CONTRACT.complaints(
        new Exchange(method, path, sent, status, "application/json", answer), sender);
  }

  private static void finds(String what, List<String> complaints) {
    assertTrue(complaints.size() == 1 && complaints.getFirst().contains(what), "" + complaints);
  }
}
