package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.overview.Attention.AttentionLink;
import dev.otto.controlplane.overview.Attention.Level;
import dev.otto.controlplane.page.Links;
import dev.otto.wire.Flow;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models that are in use but missing from the catalog. */
final class MissingModels {
  private static final int SHOWN = 6;

  private MissingModels() {}

  static Stream<Attention> of(List<ModelUse> usage, Catalog catalog) {
    String instead =
        catalog
            .globalDefault()
            .filter(catalog::contains)
            .map(ref -> "Until it is back they use OpenCode's global default " + ref + ".")
            .orElse("They do not run, because there is no global default either.");
    return usage.stream()
        .filter(use -> !use.available() && isNamed(use))
        .map(
            use ->
                new Attention(
                    Level.WARNING,
                    use.modelRef() + " is not in the catalog",
                    null,
                    why(use) + "Named by " + who(use) + ". " + instead,
                    links(use),
                    false));
  }

  private static boolean isNamed(ModelUse use) {
    return !(use.flows().isEmpty() && use.budgets().isEmpty() && use.jobs().isEmpty());
  }

  private static String why(ModelUse use) {
    String reason = use.removedBecause();
    return reason == null
        ? ""
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ". ";
  }

  private static String who(ModelUse use) {
    return Stream.of(
            counted(use.flows().size(), "flow default"),
            counted(use.budgets().size(), "budget"),
            counted(use.jobs().size(), "job"))
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(" and "));
  }

  private static String counted(int number, String what) {
    return number == 0 ? "" : number + " " + what + (number == 1 ? "" : "s");
  }

  private static List<AttentionLink> links(ModelUse use) {
    Stream<AttentionLink> flows =
        use.flows().stream()
            .map(key -> Flow.of(key).map(Flow::label).orElse(key))
            .map(label -> new AttentionLink(label, "/models"));
    Stream<AttentionLink> jobs =
        use.jobs().stream().limit(SHOWN).map(id -> new AttentionLink(id, Links.job(id)));
    Stream<AttentionLink> more =
        use.jobs().size() > SHOWN
            ? Stream.of(new AttentionLink(use.jobs().size() - SHOWN + " more", "/jobs"))
            : Stream.empty();
    Stream<AttentionLink> replace =
        Stream.of(new AttentionLink("Replace it everywhere", Links.replace(use.modelRef())));
    return Stream.of(replace, flows, jobs, more).flatMap(some -> some).toList();
  }
}
