package dev.otto.controlplane.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which route an address leads to, and what a form says. */
class RouterTest {
  private final Router router =
      new Router(
          List.of(
              Route.get("/jobs", call -> Reply.seeOther("/")),
              Route.get("/jobs/{id}", call -> Reply.seeOther("/")),
              Route.post("/jobs/{id}/runs/{run}", call -> Reply.seeOther("/"))));

  private String parameter(String method, String path, String name) {
    return router.find(method, path).orElseThrow().parameters().get(name);
  }

  @Test
  void aParameterMayHoldASlashASpaceAndAPlus() {
    assertEquals("a/b c+d", parameter("GET", "/jobs/a%2Fb%20c+d", "id"));
    assertEquals("ü", parameter("POST", "/jobs/x/runs/%C3%BC", "run"));
  }

  @Test
  void anotherMethodIsAnotherRouteButTheAddressIsKnown() {
    assertTrue(router.find("POST", "/jobs").isEmpty());
    assertTrue(router.knows("/jobs"));
    assertTrue(router.find("HEAD", "/jobs").isPresent());
    assertFalse(router.knows("/jobs/" + "a/b"));
  }

  @Test
  void aBrokenEncodingIsRefused() {
    var refused = assertThrows(HttpProblem.class, () -> router.find("GET", "/jobs/%zz"));
    assertEquals(400, refused.status());
    assertThrows(HttpProblem.class, () -> Form.parse("a=%zz"));
  }

  @Test
  void aFormKeepsWhatWasTypedAndSaysWhatIsBlank() {
    Form form = Form.parse("a=+x+&b=&c&a=second&d%5B%5D=%2F");
    assertEquals(" x ", form.typed("a"));
    assertEquals(Optional.of("x"), form.value("a"));
    assertEquals(List.of(" x ", "second"), form.all("a"));
    assertEquals(Optional.empty(), form.value("b"));
    assertTrue(form.has("c"));
    assertFalse(form.has("e"));
    assertEquals("/", form.typed("d[]"));
  }
}
