package dev.otto.controlplane.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.wire.CatalogModel;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people type finds the model that they mean, among those of all providers. */
class ModelSearchTest {
  private static final ModelsInUse USED =
      ModelsInUse.of(
          List.of(
              used("anthropic/claude-sonnet-5", true),
              used("anthropic/claude-haiku-4-5", false),
              used("openai/gpt-5.6-luna", false),
              used("google/gemini-3.8-flash", false),
              used("openrouter/z-ai/glm-5.3", false)));

  private static ModelSearch search;

  @BeforeAll
  static void readTheCatalog() throws IOException {
    try (var lines = lines(new GZIPInputStream(resource("catalog.tsv.gz")))) {
      search =
          new ModelSearch(
              lines
                  .lines()
                  .map(line -> line.split("\t", -1))
                  .map(row -> model(row[0], row[1], row[2].equals("text"), row[3]))
                  .toList());
    }
  }

  @Test
  void whatIsTypedFindsWhatIsMeant() throws IOException {
    int first = 0;
    int all = 0;
    var notAmongThree = new ArrayList<String>();
    try (var lines = lines(resource("typed-names.tsv"))) {
      for (String line : lines.lines().filter(it -> !it.startsWith("#")).toList()) {
        String[] row = line.split("\t", -1);
        List<String> found = find(row[0], USED);
        all++;
        first += found.indexOf(row[1]) == 0 ? 1 : 0;
        if (!found.subList(0, Math.min(3, found.size())).contains(row[1])) {
          notAmongThree.add(line);
        }
      }
    }
    assertEquals(200, all);
    assertEquals(List.of(), notAmongThree);
    assertTrue(first >= 190, () -> "too few are first");
  }

  @Test
  void aLongReferenceInUseComesBeforeAShortOneThatIsNot() {
    assertEquals("openrouter/z-ai/glm-5.3", find("glm", USED).getFirst());
  }

  @Test
  void withoutAnyInUseTheNameItselfComesFirst() {
    var first = find("gpt 5 mini", ModelsInUse.NONE).subList(0, 10);
    assertTrue(
        first.stream().allMatch(ref -> ref.matches(".*[/-]gpt-5-mini(@.*)?")), first::toString);
  }

  @Test
  void aWholeReferenceFindsOnlyWhatContainsIt() {
    assertEquals(
        List.of("openai/gpt-5-mini", "openrouter/openai/gpt-5-mini"),
        find("openai/gpt-5-mini", USED).subList(0, 2));
    assertTrue(
        find("openai/gpt-5-mini", USED).stream()
            .allMatch(ref -> ref.contains("openai/gpt-5-mini")));
  }

  @Test
  void aPartOfAWordFindsToo() {
    assertEquals("anthropic/claude-sonnet-5", find("onnet", USED).getFirst());
  }

  @Test
  void whatNoModelHasFindsNothing() {
    assertEquals(List.of(), find("no such model", USED));
    assertEquals(List.of(), find("///", USED));
    assertEquals(List.of(), find("\u202e", USED));
  }

  @Test
  void capitalsAndWhatStandsBetweenDoNotMatter() {
    List<String> found = find("gpt 5.4 mini", USED);
    assertEquals(found.getFirst(), find("GPT-5.4-Mini", USED).getFirst());
    assertEquals(found.getFirst(), find("  gpt5.4mini ", USED).getFirst());
  }

  private static List<String> find(String typed, ModelsInUse used) {
    return search.find(typed, used).stream()
        .filter(CatalogModel::textOutput)
        .map(CatalogModel::ref)
        .toList();
  }

  private static ModelUse used(String ref, boolean globalDefault) {
    return new ModelUse(
        ref, true, globalDefault, List.of(), List.of(), List.of("job"), 0, null, null);
  }

  private static CatalogModel model(String ref, String name, boolean text, String released) {
    return new CatalogModel(
        ref,
        name,
        null,
        null,
        null,
        null,
        false,
        true,
        text,
        released,
        "active",
        null,
        false,
        null,
        text ? null : List.of());
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        ModelSearchTest.class.getResourceAsStream("/dev/otto/controlplane/models/" + name));
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8));
  }
}
