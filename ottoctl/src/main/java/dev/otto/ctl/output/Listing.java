package dev.otto.ctl.output;

import com.google.gson.JsonElement;
import dev.otto.ctl.client.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A list of things of one kind, described once: columns for people, one tab-separated line each for
 * a pipe, and the key that {@code -o name} prints.
 */
public final class Listing {
  private record Column(
      String header, BiFunction<Output, Fields, String> cell, Predicate<List<Fields>> shown) {}

  private final String name;
  private final List<Column> columns = new ArrayList<>();
  private Function<Fields, String> line = thing -> "";

  private Listing(String name) {
    this.name = name;
  }

  public static Listing named(String key) {
    return new Listing(key);
  }

  public Listing column(String header, String key) {
    return column(header, (out, thing) -> thing.text(key));
  }

  /** Adds a column that is left out where nothing has a value for it. */
  public Listing columnIfAny(String header, String key) {
    columns.add(
        new Column(
            header,
            (out, thing) -> thing.text(key),
            things -> things.stream().anyMatch(thing -> thing.find(key).isPresent())));
    return this;
  }

  /** Adds a column with a relative time. */
  public Listing time(String header, String key) {
    return column(header, (out, thing) -> out.relative(thing, key));
  }

  public Listing column(String header, Function<Fields, String> cell) {
    return column(header, (out, thing) -> cell.apply(thing));
  }

  public Listing column(String header, BiFunction<Output, Fields, String> cell) {
    columns.add(new Column(header, cell, things -> true));
    return this;
  }

  public Listing plain(String... keys) {
    return plain(thing -> Output.tabs(Stream.of(keys).map(thing::text).toArray(String[]::new)));
  }

  public Listing plain(Function<Fields, String> line) {
    this.line = line;
    return this;
  }

  /** Prints the things; {@code -o json} prints the whole response. */
  public void print(Output out, JsonElement answer, List<Fields> things) {
    out.print(answer, () -> table(out, things), () -> lines(things), () -> names(things));
  }

  public List<String> table(Output out, List<Fields> things) {
    List<Column> shown = columns.stream().filter(column -> column.shown().test(things)).toList();
    var table = out.table(shown.stream().map(Column::header).toArray(String[]::new));
    things.forEach(
        thing ->
            table.row(
                shown.stream()
                    .map(column -> column.cell().apply(out, thing))
                    .toArray(String[]::new)));
    return table.lines();
  }

  public List<String> lines(List<Fields> things) {
    return things.stream().map(line).toList();
  }

  private List<String> names(List<Fields> things) {
    return things.stream().map(thing -> thing.text(name)).toList();
  }
}
