package dev.otto.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The launcher asks the command, so that both must say the same. */
class CksumTest {
  @Test
  void saysWhatTheCommandSays() throws Exception {
    for (String text : new String[] {"", "a", "123456789", "x".repeat(70_000)}) {
      var sum = new Cksum();
      sum.add(text.getBytes(US_ASCII));
      assertEquals(command(text), sum.value() + " " + sum.length());
    }
  }

  @Test
  void whatIsAddedInPiecesCountsAsOne() {
    var whole = new Cksum();
    whole.add("one two".getBytes(US_ASCII));
    var pieces = new Cksum();
    pieces.add("one ".getBytes(US_ASCII));
    pieces.add("two".getBytes(US_ASCII));
    assertEquals(whole.value(), pieces.value());
  }

  private static String command(String text) throws IOException {
    Process process = new ProcessBuilder("cksum").start();
    try (var in = process.getOutputStream()) {
      in.write(text.getBytes(US_ASCII));
    }
    return new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
  }
}
