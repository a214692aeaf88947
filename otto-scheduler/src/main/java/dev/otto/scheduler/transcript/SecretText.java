package dev.otto.scheduler.transcript;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a secret: keys with the beginnings that large services give
 * them, headers with tokens, private keys, passwords in addresses and after their names. A help and
 * no promise: a secret that looks like any other word stays.
 */
final class SecretText {
  private static final String REMOVED = "[secret removed]";

  /** The patterns of secrets; a first group stays. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile(
              "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*+(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?+"),
          Pattern.compile(
              "\\b(?:sk-|pk-|rk-|sk_live_|rk_live_|gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-|hf_"
                  + "|AKIA|ASIA|AIza|npm_|pypi-)[\\w-]{12,}+"),
          Pattern.compile("\\beyJ[\\w-]{8,}+\\.[\\w-]{8,}+\\.[\\w-]*+"),
          Pattern.compile("(?i)(\\b(?:bearer|basic)\\s{1,4}+)[\\w.~+/=-]{12,}+"),
          Pattern.compile("([a-z][a-z0-9+.-]{1,20}+://[^\\s/:@]{0,100}+:)[^\\s/@]{1,200}+(?=@)"),
          Pattern.compile(
              "(?i)((?:password|passwd|secret|token|api[_-]?key|access[_-]?key)"
                  + "[\\\\\"']{0,3}+\\s{0,4}+[:=]\\s{0,4}+[\\\\\"']{0,3}+)[^\\s\"'\\\\,;&]{6,}+"));

  private SecretText() {}

  static String clean(String text) {
    String clean = text;
    for (Pattern secret : SECRETS) {
      String kept = secret.matcher("").groupCount() == 1 ? "$1" : "";
      clean = secret.matcher(clean).replaceAll(kept + REMOVED);
    }
    return clean;
  }
}
