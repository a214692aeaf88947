package dev.otto.models;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models of a snapshot by reference. With many models a look-up costs what it fetches from
 * memory, so the references are texts one after the other in the order of their hashes: a look-up
 * reads where those of a hash begin, and then the reference itself, instead of an object that leads
 * to a string that leads to its characters.
 */
final class ModelIndex {
  /** The end of each reference; none contains white space. */
  private static final char END = '\n';

  private final String refs;

  /** The places in the text where the references of each hash begin, and where the last end. */
  private final int[] starts;

  // Apart, because most look-ups only ask whether there is a model.
  private final int[] firstModels;
  private final Model[] models;

  /** Creates an index; a reference may occur only once. */
  ModelIndex(Collection<Model> listed) {
    int hashes = Math.max(2, Integer.highestOneBit(listed.size() * 2 - 1));
    starts = new int[hashes + 1];
    firstModels = new int[hashes + 1];
    List<Model> sorted =
        listed.stream().sorted(Comparator.comparingInt(model -> hash(model.ref()))).toList();
    models = sorted.toArray(Model[]::new);
    var text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < models.length; i++) {
      for (int hash = hash(models[i].ref()); next <= hash; next++) {
        starts[next] = text.length();
        firstModels[next] = i;
      }
      text.append(models[i].ref()).append(END);
    }
    for (; next <= hashes; next++) {
      starts[next] = text.length();
      firstModels[next] = models.length;
    }
    refs = text.toString();
  }

  boolean contains(ModelRef ref) {
    String wanted = ref.toString();
    int hash = hash(ref);
    int end = starts[hash + 1];
    for (int at = starts[hash]; at < end; at = refs.indexOf(END, at) + 1) {
      if (isAt(at, wanted)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(int at, String wanted) {
    return refs.startsWith(wanted, at) && refs.charAt(at + wanted.length()) == END;
  }

  @Nullable Model find(ModelRef ref) {
    int hash = hash(ref);
    for (int i = firstModels[hash]; i < firstModels[hash + 1]; i++) {
      if (models[i].ref().equals(ref)) {
        return models[i];
      }
    }
    return null;
  }

  /** Returns a number from 0 to one less than the hashes. */
  private int hash(ModelRef ref) {
    return (ref.hashCode() * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(starts.length - 2);
  }
}
