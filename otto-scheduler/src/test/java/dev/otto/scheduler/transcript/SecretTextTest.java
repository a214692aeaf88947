package dev.otto.scheduler.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "the key is sk-proj-XSECRETXabcdefghijkl, use it",
        "ghp_XSECRETXabcdefghijkl0123456789",
        "export TOKEN=XSECRETX-and-more",
        "{\"password\": \"XSECRETX\", \"user\": \"otto\"}",
        "{\\\"apiKey\\\":\\\"XSECRETX\\\"}",
        "Authorization: Bearer XSECRETXabcdefghijkl",
        "postgres://otto:XSECRETX@db.example/otto",
        "-----BEGIN RSA PRIVATE KEY-----\nXSECRETX\nabc=\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nXSECRETX cut off",
        "eyJXSECRETXabc.eyJzdWIiOiIxMjM0.signature"
      })
  void whatLooksLikeASecretIsTakenOut(String text) {
    String clean = SecretText.clean(text);
    assertFalse(clean.contains("XSECRETX"), clean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It took 1,234 tokens: 1,000 in, 234 out.",
        "A secret is a word; the password was changed.",
        "See https://example.com:8080/a@b and mail otto@example.com.",
        "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
        "task-12345678901234567890"
      })
  void everythingElseStays(String text) {
    assertEquals(text, SecretText.clean(text));
  }

  @Test
  void theRestOfTheTextStays() {
    assertEquals(
        "the key is [secret removed], use it",
        SecretText.clean("the key is sk-abcdefghijklmnop, use it"));
    assertEquals(
        "https://otto:[secret removed]@example.com/x",
        SecretText.clean("https://otto:hunter2@example.com/x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a+", "sk-", "password", "password:", "eyJ", ": ", "\\\"", "://"})
  void aLongTextTakesNoLongTime(String piece) {
    String text = piece.repeat(16 * 1024 / piece.length());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> SecretText.clean(text));
  }
}
