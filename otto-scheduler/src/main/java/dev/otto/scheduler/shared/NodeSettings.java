package dev.otto.scheduler.shared;

import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.config.BrokenFileException;
import dev.otto.models.config.BudgetsText;
import dev.otto.models.config.FlowDefaultsText;
import dev.otto.models.config.Jsonc;
import dev.otto.models.config.JsoncFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The flow defaults and budgets in the {@code config.jsonc} of one node. They are in force only
 * where the database has none yet.
 */
public final class NodeSettings {
  private final JsoncFile file;

  public NodeSettings(JsoncFile file) {
    this.file = file;
  }

  /**
   * Returns them as a text of their own.
   *
   * @throws IOException if the file cannot be read, or they are broken
   */
  public String text() throws IOException {
    Jsonc document = document();
    Jsonc empty = Jsonc.parse("{}\n");
    Jsonc defaults =
        FlowDefaultsText.change(empty, FlowDefaults.none(), FlowDefaultsText.read(document));
    return BudgetsText.change(defaults, Budgets.NONE, BudgetsText.read(document)).text();
  }

  /**
   * Puts those of another text into the file, where everything else stays as it is written.
   *
   * @throws IOException if the file cannot be read or written, or one of the two is broken
   */
  void take(String settings) throws IOException {
    Jsonc taken = Jsonc.parse(settings);
    FlowDefaults defaults = FlowDefaultsText.read(taken);
    Budgets budgets = BudgetsText.read(taken);
    file.change(
        text -> {
          Jsonc before = Jsonc.parse(text.orElse("{}\n"));
          Jsonc after = FlowDefaultsText.change(before, FlowDefaultsText.read(before), defaults);
          return BudgetsText.change(after, BudgetsText.read(before), budgets).text();
        });
  }

  private Jsonc document() throws IOException {
    return Jsonc.parse(file.read().orElse("{}\n"));
  }

  /**
   * Returns a sentence if the file says something else than is in force, and so is not followed;
   * empty if it does not, or cannot be read.
   *
   * @param location of what is in force
   */
  public Optional<String> ignored(FlowDefaults defaults, Budgets budgets, String location) {
    try {
      Jsonc document = document();
      String different = different(document, defaults, budgets);
      return different.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "%s has other values than %s, which are in force: %s; remove them from the file, or set them with ottoctl"
                  .formatted(file.location(), location, different));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String different(Jsonc document, FlowDefaults defaults, Budgets budgets)
      throws BrokenFileException {
    FlowDefaults own = FlowDefaultsText.read(document);
    String flows =
        Arrays.stream(Flow.values())
            .filter(flow -> !own.choice(flow).equals(ModelChoice.INHERIT))
            .filter(flow -> !own.choice(flow).equals(defaults.choice(flow)))
            .map(
                flow ->
                    "%s is %s and not %s"
                        .formatted(flow.key(), defaults.choice(flow), own.choice(flow)))
            .collect(Collectors.joining(", "));
    Budgets ownBudgets = BudgetsText.read(document);
    String other = ownBudgets.equals(Budgets.NONE) || ownBudgets.equals(budgets) ? "" : "budgets";
    return flows.isEmpty() || other.isEmpty() ? flows + other : flows + ", " + other;
  }
}
