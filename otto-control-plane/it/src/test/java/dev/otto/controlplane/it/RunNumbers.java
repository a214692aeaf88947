package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds every number of runs on a page against the runs that it leads to. Those that lead there say
 * in {@code data-runs} how many they count; any other number that reads like one of runs is wrong.
 */
final class RunNumbers {
  private static final Pattern ROW = Pattern.compile("<a id=\"run-");
  private static final Pattern OLDER =
      Pattern.compile("id=\"runs-older\" rel=\"next\" href=\"([^\"]+)\"");

  /** Texts as they were sent, and the conditions of the page of runs itself, count nothing here. */
  private static final String WITHOUT_LINK =
      """
      () => {
        const what = '(runs?|running|succeeded|skipped|failed|lost|fallbacks?|times in a row)';
        const sentence = new RegExp('(^|[^\\\\w.,-])[1-9][\\\\d,]* ' + what + '\\\\b', 'i');
        const heading = new RegExp('^' + what + '( in .*| or .*)?$', 'i');
        const number = /^[1-9][\\d,]*$/;
        const leads = (it) => it.closest('a[href^="/runs"], .said-text, script, style, title');
        const found = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const text = texts.currentNode;
          if (sentence.test(text.data) && !leads(text.parentElement)) {
            found.push(text.data.trim());
          }
        }
        const check = (head, cell) => {
          const text = cell.textContent.trim();
          if (heading.test(head.textContent.trim()) && number.test(text)
              && !cell.querySelector('[data-runs]')) {
            found.push(head.textContent.trim() + ': ' + text);
          }
        };
        for (const cell of document.querySelectorAll('tbody td')) {
          const heads = cell.closest('table').querySelectorAll('thead th');
          if (heads.length > cell.cellIndex) {
            check(heads[cell.cellIndex], cell);
          }
        }
        for (const cell of document.querySelectorAll('dt + dd')) {
          check(cell.previousElementSibling, cell);
        }
        return found;
      }
      """;

  private static final String LINKS =
      """
      () => Array.from(document.querySelectorAll('[data-runs]'),
        (it) => ({ runs: Number(it.dataset.runs), text: it.textContent.trim(),
          address: it.getAttribute('href') }))
      """;

  private final Page page;
  private final String server;
  private final Set<String> followed = new HashSet<>();

  RunNumbers(Page page, String server) {
    this.page = page;
    this.server = server;
  }

  /** Follows all of them and returns how many there are. */
  int leadToTheirRuns() {
    assertEquals(List.of(), page.evaluate(WITHOUT_LINK), "numbers of runs that lead nowhere");
    var links = (List<?>) page.evaluate(LINKS);
    links.forEach(link -> follow((Map<?, ?>) link));
    return links.size();
  }

  private void follow(Map<?, ?> link) {
    String address = (String) link.get("address");
    int runs = ((Number) link.get("runs")).intValue();
    String text = (String) link.get("text");
    assertTrue(address.matches("/runs(\\?.*)?"), text + " leads to " + address);
    Matcher number = Pattern.compile("[\\d,]+").matcher(text);
    if (number.find()) {
      assertEquals(runs, Integer.parseInt(number.group().replace(",", "")), text);
    }
    if (followed.add(address)) {
      assertEquals(runs, rows(address), text + " leads to " + address);
    }
  }

  private int rows(String address) {
    int rows = 0;
    Optional<String> next = Optional.of(address);
    while (next.isPresent()) {
      var answer = page.request().get(server + next.get());
      assertEquals(200, answer.status(), next.get());
      rows += (int) ROW.matcher(answer.text()).results().count();
      next =
          OLDER
              .matcher(answer.text())
              .results()
              .map(found -> found.group(1).replace("&amp;", "&"))
              .findFirst();
    }
    return rows;
  }
}
