package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router router =
      new Router(
          List.of(
              () ->
                  List.of(
                      Route.get("/jobs", call -> Reply.seeOther("/")),
                      Route.get("/jobs/{id}", call -> Reply.seeOther("/")),
                      Route.post("/jobs/{id}/runs/{run}", call -> Reply.seeOther("/")))));

  private String parameter(String method, String path, String name) {
    return router.find(method, path).orElseThrow().parameter(name);
  }

  @Test
  void aParameterMayHoldASlashASpaceAndAPlus() {
    assertEquals("a/b c+d", parameter("GET", "/jobs/a%2Fb%20c+d", "id"));
    assertEquals("ü", parameter("POST", "/jobs/x/runs/%C3%BC", "run"));
  }

  @Test
  void anotherMethodIsAnotherRouteButTheAddressIsKnown() {
    assertTrue(router.find("POST", "/jobs").isEmpty());
    assertTrue(router.serves("/jobs"));
    assertTrue(router.find("HEAD", "/jobs").isPresent());
    assertFalse(router.serves("/jobs/" + "a/b"));
    assertFalse(router.serves("/jobs/a/runs/b"));
  }

  @Test
  void aBrokenEncodingIsRefused() {
    var refused = assertThrows(ApiException.class, () -> parameter("GET", "/jobs/%zz", "id"));
    assertEquals(400, refused.code().status());
  }
}
