package dev.otto.scheduler.database;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The conditions of a query with their parameters: only those that the caller asks for. */
public final class Conditions {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();

  /** Adds a condition, which has a question mark for each of the parameters. */
  public Conditions add(String condition, Object... itsParameters) {
    conditions.add(condition);
    parameters.addAll(List.of(itsParameters));
    return this;
  }

  /** Requires that one of the columns contains the text; the case of ASCII letters is ignored. */
  public Conditions contains(String text, List<String> columns) {
    String pattern = "%" + text.replaceAll("([!%_])", "!$1") + "%";
    String either =
        columns.stream()
            .map(column -> "lower(" + column + ") LIKE lower(?) ESCAPE '!'")
            .collect(Collectors.joining(" OR ", "(", ")"));
    conditions.add(either);
    columns.forEach(_ -> parameters.add(pattern));
    return this;
  }

  /** Returns the {@code WHERE} clause; an empty text if there is no condition. */
  public String where() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  /** Returns the parameters of the clause, followed by those of what comes after it. */
  public Object[] parameters(Object... following) {
    var all = new ArrayList<>(parameters);
    all.addAll(List.of(following));
    return all.toArray();
  }
}
