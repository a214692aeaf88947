package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIndexTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 1_000, 4_096, 4_097})
  void findsEveryModelAndNoOther(int size) {
    List<Model> models =
        IntStream.range(0, size).mapToObj(i -> model("provider/model-" + i)).toList();
    var index = new ModelIndex(models);
    for (Model model : models) {
      ModelRef same = ModelRef.of(model.ref().toString());
      assertTrue(index.contains(same), same.toString());
      assertEquals(model, index.find(same));
    }
    for (int i = size; i < size + 1_000; i++) {
      ModelRef other = ModelRef.of("provider/model-" + i);
      assertFalse(index.contains(other), other.toString());
      assertNull(index.find(other));
    }
  }

  /** Java gives Aa and BB, and what is made of them, the same hash. */
  @Test
  void tellsApartWhatHasTheSameHash() {
    List<Model> models =
        Stream.of("p/AaAaAa", "p/BBBBBB", "p/AaBBAa", "p/BBAaBB")
            .map(ModelIndexTest::model)
            .toList();
    var index = new ModelIndex(models);
    models.forEach(model -> assertEquals(model, index.find(ModelRef.of(model.ref().toString()))));
    models.forEach(model -> assertTrue(index.contains(model.ref())));
    assertFalse(index.contains(ModelRef.of("p/AaAaBB")));
    assertNull(index.find(ModelRef.of("p/AaAaBB")));
  }

  @Test
  void aBeginningOfAReferenceIsAnother() {
    List<Model> models =
        IntStream.range(1, 200).mapToObj(length -> model("p/" + "a".repeat(2 * length))).toList();
    var index = new ModelIndex(models);
    for (int length = 1; length < 500; length++) {
      assertEquals(
          length % 2 == 0 && length < 400, index.contains(ModelRef.of("p/" + "a".repeat(length))));
    }
  }

  @Test
  void takesReferencesInAnyScript() {
    var index = new ModelIndex(List.of(model("fournisseur/été"), model("提供者/模型"), model("p/m")));
    for (String ref : List.of("fournisseur/été", "提供者/模型", "p/m")) {
      assertTrue(index.contains(ModelRef.of(ref)), ref);
    }
    assertFalse(index.contains(ModelRef.of("提供者/模")));
  }

  private static Model model(String ref) {
    return Model.named(ModelRef.of(ref));
  }
}
