package dev.otto.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** One command's help as a man page, in roff. */
record ManPage(CommandSpec command) {

  /** Returns the page's name, without the section. */
  String name() {
    return command.qualifiedName("-");
  }

  String text() {
    var page = new ArrayList<String>();
    page.add(
        ".TH \"%s\" 1 \"\" \"%s\" \"Otto\""
            .formatted(name().toUpperCase(Locale.ROOT), escaped(command.root().name())));
    page.add(".nh"); // Names of options and files are not hyphenated,
    page.add(".ad l"); // nor lines filled up with blanks.
    section(page, "NAME", List.of(escaped(name()) + " \\- " + escaped(summary(command))));
    section(page, "SYNOPSIS", List.of(synopsis()));
    section(page, "DESCRIPTION", prose(command.usageMessage().description()));
    section(page, "ARGUMENTS", command.positionalParameters().stream().flatMap(this::argument));
    section(page, "OPTIONS", command.options().stream().flatMap(this::option));
    section(page, "COMMANDS", subcommands().flatMap(ManPage::subcommand));
    footer(page, command.usageMessage().footer());
    section(page, "SEE ALSO", seeAlso());
    return String.join("\n", page) + "\n";
  }

  private static void section(List<String> page, String title, Stream<String> lines) {
    section(page, title, lines.toList());
  }

  private static void section(List<String> page, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      page.add(".SH " + title);
      page.addAll(lines);
    }
  }

  private static String summary(CommandSpec command) {
    String[] description = command.usageMessage().description();
    return description.length == 0 ? "" : description[0].replaceFirst("\\.$", "");
  }

  private String synopsis() {
    String line = command.commandLine().getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
    return line.isEmpty()
        ? ""
        : "\\fB"
            + escaped(command.qualifiedName(" "))
            + "\\fR "
            + escaped(
                line.substring(Math.min(line.length(), command.qualifiedName(" ").length()))
                    .strip());
  }

  private static List<String> prose(String[] lines) {
    return Arrays.stream(lines).map(ManPage::escaped).toList();
  }

  private Stream<String> argument(PositionalParamSpec argument) {
    return described("\\fI" + escaped(argument.paramLabel()) + "\\fR", argument);
  }

  private Stream<String> option(OptionSpec option) {
    var names = new ArrayList<String>();
    for (String name : option.names()) {
      names.add("\\fB" + escaped(name) + "\\fR");
    }
    String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
    return described(String.join(", ", names) + value, option);
  }

  private static Stream<String> described(String term, ArgSpec argument) {
    return Stream.concat(Stream.of(".TP", term), prose(argument.description()).stream());
  }

  /** The commands below one, as people see them. */
  static Stream<CommandLine> shown(CommandSpec command) {
    return command.subcommands().values().stream()
        .distinct()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden());
  }

  private Stream<CommandLine> subcommands() {
    return shown(command);
  }

  private static Stream<String> subcommand(CommandLine line) {
    var sub = line.getCommandSpec();
    return Stream.of(".TP", "\\fB" + escaped(sub.name()) + "\\fR", escaped(summary(sub)) + ".");
  }

  /** Adds the footer: examples as they are typed, and the exit codes in a section of their own. */
  private static void footer(List<String> page, String[] footer) {
    var examples = new ArrayList<String>();
    for (String line : footer) {
      if (line.startsWith("Exit codes: ")) {
        section(
            page, "EXIT STATUS", List.of(escaped(line.substring("Exit codes: ".length())) + "."));
      } else if (!line.isBlank()) {
        examples.add(line.replaceFirst("^Examples?:", "").strip());
      }
    }
    examples.removeIf(String::isEmpty);
    if (!examples.isEmpty()) {
      page.add(".SH EXAMPLES");
      page.add(".nf");
      examples.forEach(example -> page.add("    " + escaped(example)));
      page.add(".fi");
    }
  }

  private List<String> seeAlso() {
    var pages = new ArrayList<String>();
    if (command.parent() != null) {
      pages.add(new ManPage(command.parent()).reference());
    }
    subcommands().forEach(sub -> pages.add(new ManPage(sub.getCommandSpec()).reference()));
    return pages.isEmpty() ? List.of() : List.of(String.join(", ", pages));
  }

  private String reference() {
    return "\\fB" + escaped(name()) + "\\fR(1)";
  }

  /**
   * Escapes a text: a leading dot or quote would be a request, and a plain hyphen could not be
   * copied as a minus.
   */
  private static String escaped(String text) {
    String plain = Ansi.OFF.string(text).replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
