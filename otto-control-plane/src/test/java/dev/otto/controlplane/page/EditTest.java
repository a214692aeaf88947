package dev.otto.controlplane.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of a form, what was typed in it is saved, and nothing else. */
class EditTest {
  private static Edit edit(String opened, String typed, String now) {
    return new Edit(Map.of("field", opened), Map.of("field", typed), Map.of("field", now));
  }

  @Test
  void aFieldThatNobodyTouchedFollowsOthers() {
    var edit = edit("a", "a", "b");
    assertEquals(Map.of("field", "b"), edit.merged());
    assertEquals(Set.of(), edit.contested());
  }

  @Test
  void aFieldThatWasTouchedHereOnlyStaysAsTyped() {
    var edit = edit("a", "c", "a");
    assertEquals(Map.of("field", "c"), edit.merged());
    assertEquals(Set.of(), edit.contested());
  }

  @Test
  void aFieldThatBothChangedIsContestedUnlessToTheSame() {
    assertEquals(Set.of("field"), edit("a", "c", "b").contested());
    assertEquals(Map.of("field", "c"), edit("a", "c", "b").merged());
    assertEquals(Set.of(), edit("a", "b", "b").contested());
  }

  @Test
  void theLineEndsOfABrowserTouchNothing() {
    assertFalse(edit("one\ntwo", "one\r\ntwo\r\n", "other").touched("field"));
  }

  @Test
  void whatAFormCarriesIsReadAgain() {
    var texts = Map.of("a", "\"<&>\n", "b", "");
    assertEquals(Optional.of(texts), Edit.opened(Edit.text(texts)));
    assertEquals(Optional.empty(), Edit.opened("no JSON"));
  }
}
