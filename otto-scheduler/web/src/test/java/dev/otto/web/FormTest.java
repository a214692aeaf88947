package dev.otto.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  @Test
  void aQueryReadsBackAsItWasWritten() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("search", "a b+c&d=e/ü");
    parameters.put("page", "2");
    String query = Form.query(parameters);
    assertEquals("?search=a%20b%2Bc%26d%3De%2F%C3%BC&page=2", query);
    Form read = Form.parse(query.substring(1));
    parameters.forEach((name, value) -> assertEquals(value, read.typed(name)));
    assertEquals("", Form.query(Map.of()));
  }
}
