package dev.otto.controlplane.api;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts what Otto advises programs into words for somebody who looks at a page: what to type or to
 * press instead of what to send. The one place for that; all refusals pass through it.
 */
final class Advice {
  /** Applied in this order, the longer ones first. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("^Task ", "Job "),
          new Rule("^[A-Za-z][\\w.\\[\\]]* is (\".*\"), which is not a", "$1 is not a"),
          new Rule(
              "; (?:GET /external/.* show|list the models to see) what there is$",
              "; choose one from the list"),
          new Rule(
              "[;,] (?:send|write) provider/model,? or null(?: to inherit)?",
              "; write provider/model, or nothing to inherit"),
          new Rule("; send provider/model", "; write provider/model"),
          new Rule("; send null to inherit", "; leave it empty to inherit"),
          new Rule("; send null to allow all", "; tick none to allow all"),
          new Rule(", or null$", ", or nothing"),
          new Rule(" and null$", " and nothing"),
          new Rule("; \\?overBudget=true .*in spite of that", "; raise the budget first"),
          new Rule(", or send \"force\":true", ""),
          new Rule(
              "only modelRef and status can be changed while it runs",
              "while it runs, only its model can be changed, and it can be paused"));

  private Advice() {}

  private record Rule(Pattern programs, String people) {
    Rule(String programs, String people) {
      this(Pattern.compile(programs), people);
    }

    String applied(String message) {
      return programs.matcher(message).replaceFirst(people);
    }
  }

  static String forPeople(String message) {
    String text = message;
    for (Rule rule : RULES) {
      text = rule.applied(text);
    }
    return text;
  }
}
