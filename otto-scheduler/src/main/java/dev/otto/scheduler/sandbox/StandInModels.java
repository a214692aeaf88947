package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The 645 invented models of ten invented providers. One of them resells the others, so that ids
 * with slashes and colons are as frequent as in reality.
 */
final class StandInModels {
  static final ModelRef GLOBAL_DEFAULT = ModelRef.of("alder/alder-4.5-large");

  private static final String RESELLER = "crossroads";
  private static final int TOTAL = 645;
  private static final List<String> MAKERS =
      List.of("alder", "basalt", "cirrus", "dune", "ember", "fjord", "granite", "heron", "iris");
  private static final List<String> VERSIONS = List.of("3", "4", "4.5");
  private static final List<String> EFFORTS = List.of("low", "medium", "high");
  private static final List<String> SIZES = List.of("nano", "mini", "medium", "large");

  private StandInModels() {}

  static List<Model> all() {
    var models = new ArrayList<Model>(TOTAL);
    for (String maker : MAKERS) {
      for (String family : List.of("", "-code", maker.equals("iris") ? "-canvas" : "-vision")) {
        addFamily(models, maker, family);
      }
    }
    models.addAll(resold(List.copyOf(models)));
    return List.copyOf(models);
  }

  private static void addFamily(List<Model> models, String maker, String family) {
    for (int version = 0; version < VERSIONS.size(); version++) {
      for (int size = 0; size < SIZES.size(); size++) {
        String id = maker + family + "-" + VERSIONS.get(version) + "-" + SIZES.get(size);
        models.add(model(new ModelRef(maker, id), version, size));
      }
    }
  }

  private static Model model(ModelRef ref, int version, int size) {
    boolean reasoning = version > 0 && size > 1;
    double price = 0.05 * Math.pow(3, size) * (version + 1);
    return new Model(
        ref,
        title(ref.modelId()),
        Model.Limits.of(32_000L << (version + size / 2), 4_096L << version),
        Model.Prices.of(price, price * 4),
        new Model.Abilities(
            reasoning, size > 0, reasoning ? EFFORTS : List.of(), modalities(ref.modelId())),
        Optional.of("202%d-0%d-15".formatted(4 + version / 2, 2 + 2 * version + size / 2)),
        Optional.of(version == 2 && size == 0 ? "beta" : "active"));
  }

  private static Modalities modalities(String id) {
    if (id.contains("-canvas")) {
      return new Modalities(Set.of(Modality.TEXT, Modality.IMAGE), Set.of(Modality.IMAGE), false);
    }
    return id.contains("-vision")
        ? new Modalities(
            Set.of(Modality.TEXT, Modality.IMAGE, Modality.PDF), Set.of(Modality.TEXT), true)
        : Modalities.TEXT_ONLY;
  }

  private static List<Model> resold(List<Model> originals) {
    var resold = new ArrayList<Model>();
    for (int i = 0; i < TOTAL - originals.size(); i++) {
      Model original = originals.get(i);
      String id = original.ref() + (i % 3 == 0 ? ":free" : "");
      resold.add(renamed(original, new ModelRef(RESELLER, id)));
    }
    return resold;
  }

  private static Model renamed(Model model, ModelRef ref) {
    return new Model(
        ref,
        model.name() + " (resold)",
        model.limits(),
        model.prices(),
        model.abilities(),
        model.releaseDate(),
        model.status());
  }

  private static String title(String id) {
    var title = new StringBuilder();
    for (String word : id.split("-", -1)) {
      title.append(title.isEmpty() ? "" : " ");
      title.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return title.toString();
  }

  /**
   * Returns the response of {@code GET /config/providers}, including keys that must never show up
   * elsewhere.
   */
  static ObjectNode asProviders(List<Model> models) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    var providers = root.putArray("providers");
    ObjectNode defaults = root.putObject("default");
    models.stream()
        .map(model -> model.ref().providerId())
        .distinct()
        .forEach(
            id -> {
              ObjectNode provider = providers.addObject().put("id", id).put("name", title(id));
              provider.put("source", "config").put("key", StandInOpenCode.PLANTED_KEY);
              provider.putArray("env");
              provider.putObject("options").put("apiKey", StandInOpenCode.PLANTED_KEY);
              ObjectNode list = provider.putObject("models");
              models.stream()
                  .filter(model -> model.ref().providerId().equals(id))
                  .forEach(
                      model -> {
                        list.set(model.ref().modelId(), asJson(model));
                        defaults.put(id, model.ref().modelId());
                      });
            });
    return root;
  }

  /** Returns the response of {@code GET /provider}: all providers are connected. */
  static ObjectNode asOverview(List<Model> models) {
    ObjectNode providers = asProviders(models);
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("all", providers.get("providers"));
    root.set("default", providers.get("default"));
    var connected = root.putArray("connected");
    root.get("all").forEach(provider -> connected.add(provider.path("id").textValue()));
    return root;
  }

  private static ObjectNode asJson(Model model) {
    Model.Abilities can = model.abilities();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", model.ref().modelId()).put("providerID", model.ref().providerId());
    json.put("name", model.name());
    ObjectNode capabilities = json.putObject("capabilities");
    capabilities.put("reasoning", can.reasoning()).put("toolcall", can.toolCall());
    capabilities.put("temperature", true).put("attachment", can.modalities().attachments());
    putKinds(capabilities.putObject("input"), can.modalities().takes());
    putKinds(capabilities.putObject("output"), can.modalities().gives());
    json.putObject("cost")
        .put("input", model.prices().input().orElse(0))
        .put("output", model.prices().output().orElse(0));
    json.putObject("limit")
        .put("context", model.limits().context().orElse(0))
        .put("output", model.limits().output().orElse(0));
    json.put("status", model.status().orElse("active"));
    json.putObject("options");
    json.putObject("headers").put("X-Key", StandInOpenCode.PLANTED_KEY);
    if (!can.variants().isEmpty()) {
      ObjectNode variants = json.putObject("variants");
      can.variants().forEach(effort -> variants.putObject(effort).put("reasoningEffort", effort));
    }
    return json.put("release_date", model.releaseDate().orElse(""));
  }

  private static void putKinds(ObjectNode json, Set<Modality> kinds) {
    for (Modality kind : Modality.values()) {
      json.put(kind.key(), kinds.contains(kind));
    }
  }
}
