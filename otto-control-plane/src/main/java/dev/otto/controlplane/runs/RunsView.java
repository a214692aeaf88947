package dev.otto.controlplane.runs;

import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Surface;
import dev.otto.wire.Flow;
import dev.otto.wire.LatestRuns;
import dev.otto.wire.RunCondition;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs.
 *
 * @param fields the conditions as typed, with what is wrong with them
 * @param newest whether it is the first page, which changes as runs start
 * @param newer the address of the page before; null on the first one
 * @param older the address of the next page; null on the last one
 * @param notSearchable the number of runs in which the text was not looked for yet
 */
public record RunsView(
    RunFilter filter,
    Fields fields,
    List<RunRow> rows,
    boolean newest,
    @Nullable String newer,
    @Nullable String older,
    long notSearchable) {

  /** The states that are a click away. */
  public enum States {
    ALL("", "All"),
    RUNNING("running", "Running"),
    SUCCEEDED("succeeded", "Succeeded"),
    SKIPPED("skipped", "Skipped"),
    ABORTED("aborted", "Aborted"),
    BAD("failed,lost", "Failed or lost");

    private final String states;
    private final String label;

    States(String states, String label) {
      this.states = states;
      this.label = label;
    }

    public String label() {
      return label;
    }

    /** Returns the address of the same runs in these states. */
    public String address(RunFilter filter) {
      RunFilter other =
          this == ALL
              ? filter.without(RunCondition.STATE)
              : filter.with(RunCondition.STATE, states);
      return other.address();
    }

    public boolean isChosen(RunFilter filter) {
      return filter.value(RunCondition.STATE).equals(states);
    }
  }

  static RunsView of(RunFilter filter, boolean further, LatestRuns found) {
    return new RunsView(
        filter,
        filter.fields(),
        found.runs().stream().map(RunRow::new).toList(),
        !further,
        Optional.ofNullable(found.previousCursor()).map(filter::address).orElse(null),
        Optional.ofNullable(found.nextCursor()).map(filter::address).orElse(null),
        Objects.requireNonNullElse(found.notSearchable(), 0L));
  }

  static RunsView refused(RunFilter filter, Fields fields) {
    return new RunsView(filter, fields, List.of(), false, null, null, 0);
  }

  /** Returns the conditions that neither the field for words nor a chosen click away shows. */
  public List<RunCondition> more() {
    boolean chosen = Arrays.stream(States.values()).anyMatch(it -> it.isChosen(filter));
    return filter.conditions().keySet().stream()
        .filter(it -> it != RunCondition.TEXT && !(it == RunCondition.STATE && chosen))
        .toList();
  }

  /** Reports whether the fields for them are to be seen; states have none. */
  public boolean showsMore() {
    return more().stream().anyMatch(it -> it != RunCondition.STATE) || !fields.valid();
  }

  /** Returns the type of the field for a time; one that is wrong is shown as it was typed. */
  public static String timeField(Fields fields, String name) {
    return fields.error(name) == null ? "datetime-local" : "text";
  }

  /** Returns the value of a condition for people. */
  public String words(RunCondition condition) {
    String value = filter.value(condition);
    return switch (condition) {
      case STATE -> value.replace(",", " or ");
      case FLOW -> Flow.of(value).map(Flow::label).orElse(value);
      case SURFACE -> Surface.label(value);
      case FALLBACK -> "";
      case FROM, TO -> value.replace('T', ' ') + " UTC";
      default -> value;
    };
  }
}
