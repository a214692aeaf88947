package dev.otto.controlplane.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Numbers;
import dev.otto.web.Form;
import dev.otto.wire.FlowChoice;
import dev.otto.wire.JobItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts of a job's choice beside its model, as fields of the form and as chips. */
public final class ChoiceFields {
  /** The labels by key, which is also the name of the field. */
  public static final Map<String, String> LABELS = labels();

  /** The name of the fields that say where each of the fallbacks goes. */
  public static final String PLACE = "fallbackPlace";

  /** The most fallbacks that Otto takes. */
  public static final int MAX_FALLBACKS = 5;

  private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");

  private static final List<String> LISTS = List.of("fallbacks", "onlyProviders");

  private ChoiceFields() {}

  private static Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    labels.put("variant", "Effort");
    labels.put("fallbacks", "Fallbacks");
    labels.put("policy", "Nothing else");
    labels.put("onlyProviders", "Only these providers");
    labels.put("onFailure", "Where the provider fails");
    return labels;
  }

  private static FlowChoice of(JobItem job) {
    return new FlowChoice(
        job.modelRef(),
        job.variant(),
        job.fallbacks(),
        job.policy(),
        job.onlyProviders(),
        job.onFailure());
  }

  /** Reports whether the job asks for more than a model. */
  public static boolean isMore(JobItem job) {
    return !chips(of(job)).isEmpty();
  }

  /** Fills in the fields. */
  public static void fill(FlowChoice choice, Map<String, @Nullable String> values) {
    values.put("variant", choice.variant());
    values.put("fallbacks", joined(choice.fallbacks()));
    values.put("policy", choice.policy());
    // Their order means nothing; that of the boxes is the alphabet's.
    List<String> providers = choice.onlyProviders();
    values.put(
        "onlyProviders", providers == null ? null : joined(providers.stream().sorted().toList()));
    values.put("onFailure", choice.onFailure());
  }

  /** Returns the fields with the fallbacks in the order of the places that were typed for them. */
  public static Fields inTheirPlaces(Form form, Fields fields) {
    List<String> typed = form.all("fallbacks");
    List<String> places = form.all(PLACE);
    return places.size() != typed.size()
        ? fields
        : fields.set(
            "fallbacks",
            IntStream.range(0, typed.size())
                .boxed()
                .filter(i -> !typed.get(i).isBlank())
                .sorted(Comparator.comparingInt(i -> rank(i + 1, places.get(i))))
                .map(i -> typed.get(i).strip())
                .collect(Collectors.joining(", ")));
  }

  /** One that goes up comes before the one whose place it takes, one that goes down behind it. */
  private static int rank(int row, String typed) {
    int place = Numbers.positive(typed.strip()).map(Long::intValue).orElse(row);
    return 2 * place + Integer.signum(place - row);
  }

  /** Returns the items of a field that holds a list. */
  public static List<String> items(Fields fields, String name) {
    return items(fields.value(name)).toList();
  }

  private static Stream<String> items(String text) {
    return BETWEEN.splitAsStream(text).filter(item -> !item.isEmpty());
  }

  /** Returns the fallback in this row of the form, counted from one; "" where there is none. */
  public static String fallback(Fields fields, int row) {
    List<String> chain = items(fields, "fallbacks");
    return row <= chain.size() ? chain.get(row - 1) : "";
  }

  /** Puts the keys of a job; null where it sets nothing. */
  public static void put(JobItem job, ObjectNode keys) {
    var values = new LinkedHashMap<String, @Nullable String>();
    fill(of(job), values);
    values.forEach((key, value) -> put(keys, key, Objects.requireNonNullElse(value, "")));
  }

  /** Puts what is typed. */
  public static void put(Fields fields, ObjectNode body) {
    LABELS.keySet().forEach(key -> put(body, key, fields.value(key).strip()));
  }

  private static void put(ObjectNode keys, String key, String text) {
    if (LISTS.contains(key) ? items(text).findAny().isEmpty() : text.isEmpty()) {
      keys.putNull(key);
    } else if (LISTS.contains(key)) {
      var list = keys.putArray(key);
      items(text).forEach(list::add);
    } else {
      keys.put(key, text);
    }
  }

  private static @Nullable String joined(@Nullable List<String> items) {
    return items == null ? null : String.join(", ", items);
  }

  /** Returns what the job asks for, each in a few words. */
  public static List<String> chips(JobItem job) {
    return chips(of(job));
  }

  /** Returns what is asked for beside the model, each in a few words. */
  public static List<String> chips(FlowChoice choice) {
    var chips = new ArrayList<String>();
    if (choice.variant() != null) {
      chips.add("effort " + choice.variant());
    }
    if (choice.fallbacks() != null) {
      choice.fallbacks().forEach(ref -> chips.add("else " + ref));
    }
    if ("strict".equals(choice.policy())) {
      chips.add("nothing else");
    }
    if (choice.onlyProviders() != null) {
      chips.add("only of " + String.join(", ", choice.onlyProviders()));
    }
    if ("next".equals(choice.onFailure())) {
      chips.add("the next on failure");
    }
    return List.copyOf(chips);
  }
}
