package dev.otto.models.config;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Flows;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.config.Jsonc.ArrayNode;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.StringNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the flow defaults in a JSONC text. */
public final class FlowDefaultsText {
  private static final String SECTION = "modelManagement";
  private static final String KEY = "flowDefaults";
  private static final int MAX_SHOWN = 80;

  private final Jsonc document;
  private final Flows flows;
  private FlowDefaults defaults = FlowDefaults.none();
  private final List<Problem> problems = new ArrayList<>();

  private FlowDefaultsText(Jsonc document, Flows flows) {
    this.document = document;
    this.flows = flows;
    section(document.root(), "the file's content")
        .flatMap(root -> root.member(SECTION))
        .flatMap(member -> section(member.value(), SECTION))
        .flatMap(management -> management.member(KEY))
        .flatMap(member -> section(member.value(), SECTION + "." + KEY))
        .ifPresent(all -> all.members().forEach(this::read));
  }

  /** Reads the defaults of Otto's own flows, as {@link #read(Jsonc, Flows)} does. */
  public static FlowDefaults read(Jsonc document) throws BrokenFileException {
    return read(document, Flows.OTTOS);
  }

  /**
   * Reads {@code modelManagement.flowDefaults}; a flow that is missing or null inherits.
   *
   * @throws BrokenFileException with everything in that section that is wrong
   */
  static FlowDefaults read(Jsonc document, Flows flows) throws BrokenFileException {
    var text = new FlowDefaultsText(document, flows);
    if (!text.problems.isEmpty()) {
      throw new BrokenFileException(text.problems);
    }
    return text.defaults;
  }

  /**
   * Returns the text with the differing flows set; a cleared one becomes null. Of a flow that is an
   * object only the differing keys are touched, and of its fallbacks only those that differ, so
   * that comments stay; one that stands as Otto writes it is written anew. So a change back leaves
   * the text as it was.
   */
  public static Jsonc change(Jsonc document, FlowDefaults before, FlowDefaults after)
      throws BrokenFileException {
    Jsonc changed = document;
    for (Flow flow : FlowDefaults.differing(before, after)) {
      changed = change(changed, flow, before.choice(flow), after.choice(flow));
    }
    return changed;
  }

  private static Jsonc change(Jsonc document, Flow flow, ModelChoice before, ModelChoice after)
      throws BrokenFileException {
    var path = List.of(SECTION, KEY, flow.key());
    boolean inOnePiece =
        document
            .find(SECTION, KEY, flow.key())
            .filter(ObjectNode.class::isInstance)
            .filter(node -> !document.textOf(node).equals(FlowChoiceText.literal(before)))
            .isEmpty();
    if (inOnePiece) {
      return document.with(path, FlowChoiceText.literal(after));
    }
    Jsonc changed = document;
    Map<String, String> was = FlowChoiceText.literals(before);
    for (var part : FlowChoiceText.literals(after).entrySet()) {
      if (!part.getValue().equals(was.get(part.getKey()))) {
        var place = List.of(SECTION, KEY, flow.key(), part.getKey());
        changed =
            part.getKey().equals(FlowChoiceText.FALLBACKS)
                ? changeFallbacks(changed, place, part.getValue(), after.fallbacks())
                : changed.with(place, part.getValue());
      }
    }
    return changed;
  }

  /** Replaces single items where there are as many as before, else the whole list. */
  private static Jsonc changeFallbacks(
      Jsonc document, List<String> place, String literal, List<ModelRef> after)
      throws BrokenFileException {
    Jsonc changed = document;
    for (int i = 0; i < after.size(); i++) {
      // Found again each time: what stands before it may have become longer.
      if (!(changed.find(place.toArray(String[]::new)).orElse(null) instanceof ArrayNode list)
          || list.items().size() != after.size()) {
        return document.with(place, literal);
      }
      Node item = list.items().get(i);
      if (!(item instanceof StringNode text) || !text.value().equals(after.get(i).toString())) {
        changed = changed.with(item, FlowChoiceText.quoted(after.get(i)));
      }
    }
    return after.isEmpty() ? document.with(place, literal) : changed;
  }

  private Optional<ObjectNode> section(Node node, String name) {
    if (node instanceof ObjectNode object) {
      return Optional.of(object);
    }
    if (!(node instanceof NullNode) || node == document.root()) {
      problems.add(document.problemAt(node.start(), name + " must be an object"));
    }
    return Optional.empty();
  }

  private void read(Member member) {
    Optional<Flow> flow = flows.parse(member.name());
    if (flow.isEmpty()) {
      complain(
          member.start(),
          "there is no flow \"" + member.name() + "\"; the flows are " + flows.keys());
      return;
    }
    Node value = member.value();
    if (value instanceof ObjectNode object) {
      FlowChoiceText.read(object, (offset, why) -> complain(offset, flow.get() + ": " + why))
          .ifPresent(choice -> defaults = defaults.with(flow.get(), choice));
      return;
    }
    Optional<ModelRef> ref =
        value instanceof StringNode string ? ModelRef.parse(string.value()) : Optional.empty();
    defaults = defaults.with(flow.get(), ref);
    if (ref.isEmpty() && !(value instanceof NullNode)) {
      complain(value.start(), notAReference(flow.get(), value));
    }
  }

  private String notAReference(Flow flow, Node value) {
    int end = Math.min(value.end(), value.start() + MAX_SHOWN);
    return document.text().substring(value.start(), end)
        + " of "
        + flow
        + " is not a model reference; write \"provider/model\", or null to inherit (flows: "
        + flows.keys()
        + ")";
  }

  private void complain(int offset, String message) {
    problems.add(document.problemAt(offset, message));
  }
}
