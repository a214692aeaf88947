package dev.otto.controlplane.api;

import dev.otto.wire.CatalogModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A search for models by what people type, the one that is meant first: what was typed exactly,
 * then the models in use, then those of the providers in use, then the rest. Immutable; made once
 * for a catalog.
 */
final class ModelSearch {
  /** Letters and digits apart, so that {@code gpt5}, {@code gpt-5} and {@code GPT 5} are one. */
  private static final Pattern PART = Pattern.compile("[\\p{L}]+|\\d+");

  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparing(Match::exactness)
          .thenComparing(Match::hidden)
          .thenComparing(Match::nearness)
          .thenComparing(match -> !match.named())
          .thenComparing(Match::begun)
          .thenComparing(match -> !match.together())
          .thenComparing(Match::others)
          .thenComparing(match -> match.model().vendors())
          .thenComparing(match -> match.model().released(), Comparator.reverseOrder())
          .thenComparing(match -> match.model().model().ref());

  private final List<Searchable> models;

  ModelSearch(List<CatalogModel> models) {
    this.models = models.stream().map(Searchable::of).toList();
  }

  /** Returns the matches, the best first; for a whole reference only those that contain it. */
  List<CatalogModel> find(String text, ModelsInUse used) {
    Typed typed = Typed.of(text);
    List<Match> matches =
        models.stream()
            .map(model -> match(model, typed, used))
            .flatMap(Optional::stream)
            .sorted(BEST_FIRST)
            .toList();
    boolean whole = !matches.isEmpty() && matches.getFirst().exactness() == Exactness.REFERENCE;
    return matches.stream()
        .map(match -> match.model())
        .filter(model -> !whole || model.whole().contains(typed.whole()))
        .map(Searchable::model)
        .toList();
  }

  /**
   * The typed text.
   *
   * @param whole in small letters
   * @param words between spaces
   * @param parts letters and digits apart
   * @param joined the parts without anything between them
   */
  private record Typed(String whole, List<String> words, List<String> parts, String joined) {
    static Typed of(String text) {
      String whole = text.strip().toLowerCase(Locale.ROOT);
      List<String> parts = split(whole);
      return new Typed(whole, List.of(whole.split("\\s+")), parts, String.join("", parts));
    }
  }

  /**
   * A model as it is searched.
   *
   * @param whole its reference and name, in small letters
   * @param parts those of its reference and name
   * @param named its id, the last part of that, and its name, joined
   * @param id the parts of the last part of its id
   * @param name the parts of its name, without what stands in parentheses
   * @param vendors the number of slashes in its id: a provider that resells names the vendor there
   */
  private record Searchable(
      CatalogModel model,
      String whole,
      Set<String> parts,
      Set<String> named,
      String provider,
      List<String> id,
      List<String> name,
      int vendors,
      String released) {

    static Searchable of(CatalogModel model) {
      String last = model.ref().substring(model.ref().lastIndexOf('/') + 1);
      String whole = (model.ref() + ' ' + model.name()).toLowerCase(Locale.ROOT);
      return new Searchable(
          model,
          whole,
          Set.copyOf(split(whole)),
          Set.copyOf(
              Stream.of(model.modelId(), last, model.title()).map(ModelSearch::joined).toList()),
          joined(model.providerId()),
          split(last),
          split(model.name().replaceAll("\\(.*?\\)", "")),
          (int) model.modelId().chars().filter(c -> c == '/').count(),
          Objects.requireNonNullElse(model.releaseDate(), ""));
    }

    /** Reports whether it is called so with its provider before that. */
    boolean isCalledOfProvider(String joined) {
      return joined.startsWith(provider) && named.contains(joined.substring(provider.length()));
    }
  }

  /** The exactness with which a model was typed, the most exact first. */
  private enum Exactness {
    /** The reference itself. */
    REFERENCE,
    /** A name that can only mean this model. */
    NAME,
    /** Anything that fits. */
    FITTING
  }

  /**
   * A model that fits what was typed.
   *
   * @param hidden whether something typed only stands within one of its words
   * @param named whether it is called what was typed
   * @param begun whether something typed is only the beginning of one of its words
   * @param together whether all that was typed stands together
   * @param others the number of words in its id and its name that were not typed
   */
  private record Match(
      Searchable model,
      Exactness exactness,
      boolean hidden,
      ModelsInUse.Nearness nearness,
      boolean named,
      boolean begun,
      boolean together,
      int others) {}

  private static Optional<Match> match(Searchable model, Typed typed, ModelsInUse used) {
    boolean within = typed.words().stream().allMatch(model.whole()::contains);
    boolean whole = model.parts().containsAll(typed.parts());
    boolean begun = whole || typed.parts().stream().allMatch(part -> begins(model, part));
    if (typed.parts().isEmpty() ? !within : !within && !begun) {
      return Optional.empty();
    }
    var nearness = used.nearness(model.model().ref(), model.model().providerId());
    boolean named = model.named().contains(typed.joined());
    boolean namedInUse = named && nearness != ModelsInUse.Nearness.OTHER;
    return Optional.of(
        new Match(
            model,
            exactness(model, typed, namedInUse),
            !begun,
            nearness,
            named,
            !whole,
            contains(model.id(), typed.parts()) || contains(model.name(), typed.parts()),
            others(model.id(), typed.parts()) + others(model.name(), typed.parts())));
  }

  /** A bare name means one of a provider in use; of another it takes the provider's, too. */
  private static Exactness exactness(Searchable model, Typed typed, boolean namedInUse) {
    if (model.model().ref().toLowerCase(Locale.ROOT).equals(typed.whole())) {
      return Exactness.REFERENCE;
    }
    return namedInUse || model.isCalledOfProvider(typed.joined())
        ? Exactness.NAME
        : Exactness.FITTING;
  }

  private static boolean begins(Searchable model, String part) {
    return model.parts().stream().anyMatch(word -> word.startsWith(part));
  }

  private static boolean contains(List<String> words, List<String> wanted) {
    return Collections.indexOfSubList(words, wanted) >= 0;
  }

  private static int others(List<String> words, List<String> typed) {
    var rest = new ArrayList<>(words);
    typed.forEach(rest::remove);
    return rest.size();
  }

  private static List<String> split(String text) {
    return PART.matcher(text.toLowerCase(Locale.ROOT)).results().map(m -> m.group()).toList();
  }

  private static String joined(String text) {
    return String.join("", split(text));
  }
}
