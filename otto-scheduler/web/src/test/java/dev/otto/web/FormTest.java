package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormTest {

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

  @Test
  void aBrokenEncodingIsRefused() {
    assertThrows(ApiException.class, () -> Form.parse("a=%zz"));
  }
}
