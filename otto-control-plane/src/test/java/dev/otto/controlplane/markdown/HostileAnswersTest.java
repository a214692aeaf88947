package dev.otto.controlplane.markdown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sixty answers that want more than to be read; {@code RunPageTest} shows them to a browser. */
public class HostileAnswersTest {
  private static final Pattern HIDDEN =
      Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

  /** Every tag that may be there, to the letter. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "</?(p|h3|h4|h5|h6|ul|ol|li|blockquote|pre|code|em|strong|del|table|thead|tbody|tr|th|td"
              + "|a|span)>"
              + "|<(p|h3|h4|h5|h6|li|blockquote)( dir=\"auto\")>"
              + "|<(th|td)( align=\"(left|center|right)\")?( dir=\"auto\")>"
              + "|<ol start=\"[0-9]{1,9}\">"
              + "|<span class=\"to\">"
              + "|<(br|hr) />"
              + "|<a href=\"(?<to>(https?://|mailto:)[^\"<>]*)\" rel=\"noopener noreferrer nofollow\">",
          Pattern.CASE_INSENSITIVE);

  /** Returns the answers; what tools return may be the same. */
  public static List<String> answers() throws IOException {
    try (var file = HostileAnswersTest.class.getResourceAsStream("hostile-answers.txt")) {
      String text = new String(file.readAllBytes(), UTF_8);
      String decoded =
          Pattern.compile("\\\\u([0-9a-f]{4})")
              .matcher(text)
              .replaceAll(it -> String.valueOf((char) Integer.parseInt(it.group(1), 16)));
      return Stream.of(decoded.split("\n%%%\n", -1)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void leavesNothingButTextAndLinksThatAreAsked(String answer) {
    assertHarmless(answer);
  }

  @Test
  void thereAreSixtyAndTogetherTheyDoNoMore() throws IOException {
    assertEquals(60, answers().size());
    assertHarmless(String.join("\n\n", answers()));
    assertHarmless(String.join(" ", answers()));
  }

  /** Pieces of them in any order, from a fixed seed. */
  @Test
  void norDoTheirPieces() throws IOException {
    var random = new Random(22);
    List<String> pieces =
        answers().stream()
            .flatMap(it -> Stream.of(it.split("(?<=[\\s\\[\\]()<>\"`])", -1)))
            .toList();
    for (int i = 0; i < 2_000; i++) {
      var answer = new StringBuilder();
      for (int j = 0; j < 40; j++) {
        answer.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertHarmless(answer.toString());
    }
  }

  private static void assertHarmless(String answer) {
    String html = Markdown.of(answer).html();
    assertFalse(HIDDEN.matcher(html).find(), html);
    assertFalse(HIDDEN.matcher(Markdown.of(answer).text()).find());
    List<String> others = new ArrayList<>();
    var tags = Pattern.compile("<[^>]*>?").matcher(html);
    while (tags.find()) {
      var allowed = ALLOWED.matcher(tags.group());
      if (!allowed.matches()) {
        others.add(tags.group());
      } else if (allowed.group("to") != null) {
        assertTrue(allowed.group("to").matches("https?://[^/\\\\].*|mailto:[^/].*"), html);
      }
    }
    assertEquals(List.of(), others, html);
    assertBalanced(html);
  }

  /** Nothing that comes after it is inside of it. */
  private static void assertBalanced(String html) {
    var open = new ArrayList<String>();
    var tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>").matcher(html);
    while (tags.find()) {
      if (!tags.group(1).isEmpty()) {
        assertEquals(tags.group(2), open.removeLast(), html);
      } else if (tags.group(3).isEmpty()) {
        open.add(tags.group(2));
      }
    }
    assertEquals(List.of(), open, html);
  }
}
