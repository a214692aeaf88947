package dev.otto.ctl.output;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The output of a response: a table for a person at a terminal, tab-separated lines for a pipe, one
 * JSON document, or names only.
 */
public final class Output {

  /** The values of {@code -o}. */
  public enum Format {
    table,
    plain,
    json,
    name
  }

  private final Format format;
  private final Style style;
  private final IntSupplier width;
  private final PrintWriter out;
  private final PrintWriter err;
  private final InstantSource clock;

  /**
   * @param width the columns of the terminal, asked for by tables only
   */
  public Output(
      Format format,
      Style style,
      IntSupplier width,
      PrintWriter out,
      PrintWriter err,
      InstantSource clock) {
    this.format = format;
    this.style = style;
    this.width = width;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /**
   * Prints the response in the requested format; the other formats are not computed.
   *
   * @throws ApiException if it cannot be written, for nobody must take half of a list for the whole
   */
  public void print(
      JsonElement answer,
      Supplier<List<String>> people,
      Supplier<List<String>> plain,
      Supplier<List<String>> names) {
    switch (format) {
      case table -> print(people.get());
      case plain -> print(plain.get());
      case name -> print(names.get());
      case json ->
          out.println(
              new GsonBuilder().serializeNulls().disableHtmlEscaping().create().toJson(answer));
    }
    if (out.checkError()) {
      throw unwritten();
    }
  }

  /** Ends this process once nobody reads its output any more, without waiting for a next line. */
  public void endWithTheReader() {
    GoneReader.onceGone(
        () -> {
          fail(unwritten());
          System.exit(ApiException.FAILED);
        });
  }

  /** Returns the failure of an output that was not taken. */
  public static ApiException unwritten() {
    return ApiException.failed(
        "The output could not be written: standard output is closed, or its disk is full.");
  }

  // In one piece: thousands of small ones take longer than to fetch them.
  private void print(List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(String.join(System.lineSeparator(), lines));
    }
  }

  /** Prints a completed change: a sentence for people, {@code key<TAB>value} lines for a pipe. */
  public void done(JsonObject answer, String sentence, List<String> plain) {
    print(
        answer, () -> List.of(sentence), () -> plain, () -> List.of(Fields.of(answer).text("id")));
  }

  /** Prints a remark for the person at the terminal, outside the output that programs read. */
  public void remark(String text) {
    if (format == Format.table) {
      err.println(style.faint(text));
      err.flush();
    }
  }

  public void warn(String text) {
    err.println(style.bad("warning: ") + text);
    err.flush();
  }

  public void fail(ApiException e) {
    if (format == Format.json) {
      err.println(e.body());
    } else {
      err.println(style.bad("error: ") + e.getMessage());
      Fields.of(e.body()).list("details").stream()
          // Where one thing is wrong, the sentence has said it.
          .filter(detail -> !String.valueOf(e.getMessage()).endsWith(detail.text("message")))
          // A code for programs, of which the sentence tells, too.
          .filter(detail -> !detail.text("path").equals("cause"))
          .forEach(
              detail -> err.println("  " + detail.text("path") + ": " + detail.text("message")));
    }
    err.flush();
  }

  /** Reports whether everything that is printed is to be one document. */
  public boolean oneDocument() {
    return format == Format.json;
  }

  public boolean forPeople() {
    return format == Format.table;
  }

  public Style style() {
    return style;
  }

  /** Returns an empty table that is no wider than the terminal. */
  public Table table(String... header) {
    return new Table(style, width.getAsInt(), header);
  }

  /** Formats a relative time: {@code 3 min ago}, {@code in 2 h}; a dash if there is none. */
  public String relative(Fields fields, String key) {
    return fields.number(key).map(this::relative).orElse("-");
  }

  private String relative(long millis) {
    long distance = millis - clock.millis();
    String text = rounded(Math.abs(distance) / 1000);
    return text.equals("now") ? text : distance < 0 ? text + " ago" : "in " + text;
  }

  private static String rounded(long seconds) {
    if (seconds < 1) {
      return "now";
    } else if (seconds < 90) {
      return seconds + " s";
    } else if (seconds < 90 * 60) {
      return Math.round(seconds / 60.0) + " min";
    } else if (seconds < 36 * 3600) {
      return Math.round(seconds / 3600.0) + " h";
    }
    return Math.round(seconds / 86400.0) + " d";
  }

  /** Returns one tab-separated line. */
  public static String tabs(String... cells) {
    return String.join("\t", cells);
  }
}
