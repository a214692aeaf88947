package dev.otto.models.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser's complaints about JSON in words for people, each with what to do. */
final class PlainComplaint {
  private static final Map<Pattern, String> SENTENCES = new LinkedHashMap<>();

  static {
    // The token may be a secret whose quotes are missing, so it is not repeated.
    say("Unrecognized token .*", "Unrecognized word; put text into double quotes");
    say("Unexpected end-of-input in a comment.*", "a comment does not end; close it with */");
    say("Unexpected end-of-input.*for Object.*", "the file ends too early; a } is missing");
    say("Unexpected end-of-input.*for Array.*", "the file ends too early; a ] is missing");
    say("Unexpected end-of-input.*", "the file ends too early; complete it");
    say("Unexpected close marker '(.)'.*", "there is a $1 too many here, or another is missing");
    say("Unexpected character \\('(.)'.*colon.*", "unexpected $1; put a colon behind the key");
    say("Unexpected character \\('(.)'.*comma.*", "unexpected $1; put a comma before it");
    say("Unexpected character \\('(.)'.*name.*", "unexpected $1; put keys into double quotes");
    say("Unexpected character \\('(.)'.*", "unexpected $1; put text into double quotes");
    say(
        "Unrecognized character escape '(.)'.*",
        "unknown escape \\\\$1; write \\\\\\\\ for one \\\\");
    say("Illegal.*CTRL-CHAR.*", "there is a control character or a line break; take it out");
  }

  private PlainComplaint() {}

  private static void say(String complaint, String sentence) {
    SENTENCES.put(Pattern.compile(complaint, Pattern.DOTALL), sentence);
  }

  static String of(String complaint) {
    for (Map.Entry<Pattern, String> known : SENTENCES.entrySet()) {
      Matcher matcher = known.getKey().matcher(complaint);
      if (matcher.matches()) {
        return matcher.replaceFirst(known.getValue());
      }
    }
    return complaint.lines().findFirst().orElse("");
  }
}
