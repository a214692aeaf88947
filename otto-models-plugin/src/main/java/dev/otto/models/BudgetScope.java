package dev.otto.models;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of all prompts that a budget is for.
 *
 * @param key the flow, the id of the provider or that of the job; empty for all
 */
public record BudgetScope(Kind kind, String key) implements Comparable<BudgetScope> {
  /** Every prompt. */
  public static final BudgetScope ALL = new BudgetScope(Kind.ALL, "");

  private static final Comparator<BudgetScope> ORDER =
      Comparator.comparing(BudgetScope::kind).thenComparing(BudgetScope::key);

  /** The kinds, the widest first. */
  public enum Kind {
    ALL("all", "all"),
    FLOW("flows", "the flow "),
    PROVIDER("providers", "the provider "),
    JOB("jobs", "the job ");

    private final String key;
    private final String words;

    Kind(String key, String words) {
      this.key = key;
      this.words = words;
    }

    /** Returns the name used in files and in the REST API. */
    public String key() {
      return key;
    }

    /** Returns the kind with this name; empty if there is none. */
    public static Optional<Kind> of(String key) {
      return Stream.of(values()).filter(each -> each.key.equals(key)).findFirst();
    }
  }

  /** Returns the scope of a flow. */
  public static BudgetScope of(Flow flow) {
    return new BudgetScope(Kind.FLOW, flow.key());
  }

  /** Returns the scope of a provider. */
  public static BudgetScope ofProvider(String id) {
    return new BudgetScope(Kind.PROVIDER, id);
  }

  /** Returns the scope of a job. */
  public static BudgetScope ofJob(String id) {
    return new BudgetScope(Kind.JOB, id);
  }

  /**
   * Returns the scope with this {@link #path}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static BudgetScope ofPath(String path) {
    String[] parts = path.split("\\.", 2);
    Kind kind =
        Kind.of(parts[0])
            .orElseThrow(() -> new IllegalArgumentException(path + " is no scope of a budget"));
    return new BudgetScope(kind, parts.length == 1 ? "" : parts[1]);
  }

  /** Returns the path of its budget below {@code budgets}, such as {@code flows.heartbeat}. */
  public String path() {
    return kind == Kind.ALL ? kind.key : kind.key + "." + key;
  }

  @Override
  public int compareTo(BudgetScope other) {
    return ORDER.compare(this, other);
  }

  /** Returns the scope in words. */
  @Override
  public String toString() {
    return kind.words + key;
  }
}
