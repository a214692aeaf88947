package dev.otto.ctl.command;

import dev.otto.ctl.client.Address;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Connection;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.client.Trust;
import dev.otto.ctl.output.Output;
import dev.otto.ctl.output.Style;
import dev.otto.ctl.output.TerminalWidth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The environment and the shared options of a command line, with the client and the output. */
public final class CommandContext {
  private final SharedOptions options = new SharedOptions(this);
  private final Map<String, String> environment;
  private final boolean terminal;
  private final InputStream in;
  private final InstantSource clock;

  /**
   * @param terminal whether a person types and reads
   */
  public CommandContext(
      Map<String, String> environment, boolean terminal, InputStream in, InstantSource clock) {
    this.environment = environment;
    this.terminal = terminal;
    this.in = in;
    this.clock = clock;
  }

  /** Returns the client; the address is read when a command first needs it. */
  OttoApi api() {
    return new OttoApi(new Connection(address(), token()));
  }

  /** Returns the client for a command line that is still being typed. */
  OttoApi apiOf(String... words) {
    var typed = new CommandContext(environment, terminal, in, clock);
    typed.spec().parser().collectErrors(true);
    new CommandLine(typed.spec()).setUnmatchedArgumentsAllowed(true).parseArgs(words);
    return typed.api();
  }

  Address address() {
    return trusted(Address.of(Address.Part.EXTERNAL_API, options.url().find(), environment));
  }

  /** Returns the address with the authorities that the operator named, if any. */
  Address trusted(Address address) {
    return options
        .authorities()
        .find()
        .or(() -> Connection.set(environment, "OTTO_CACERT"))
        .map(file -> address.trusting(new Trust.Authorities(Path.of(file))))
        .orElse(address);
  }

  String token() {
    return Connection.token(tokenFileOption(), environment);
  }

  private Optional<Path> tokenFileOption() {
    return options.tokenFile().find().map(Path::of);
  }

  /** Returns the file of the token, unless the token is given directly. */
  Path tokenFile() {
    return Connection.tokenFile(tokenFileOption(), environment);
  }

  public Output output() {
    var fallback = terminal ? Output.Format.table : Output.Format.plain;
    return output(options.format().find().orElse(fallback));
  }

  /** Returns the command's own description. */
  CommandSpec spec() {
    return options.spec();
  }

  /** Returns the output in this format, if the command line could not be parsed. */
  public Output output(Output.Format wanted) {
    var line = spec().commandLine();
    return new Output(
        wanted,
        new Style(colour()),
        () -> terminal ? TerminalWidth.of(environment) : Integer.MAX_VALUE,
        line.getOut(),
        line.getErr(),
        clock);
  }

  /** Reads standard input completely; works once. */
  String piped() {
    try {
      String text = Utf8.text(in.readAllBytes(), "What is on standard input");
      if (text.isBlank()) {
        throw ApiException.usage(
            "There is no text on standard input; pipe some in, or give it as an argument.");
      }
      return text.stripTrailing();
    } catch (IOException e) {
      throw ApiException.usage("Standard input cannot be read: " + e.getMessage() + ".");
    }
  }

  /** Reports whether to colour what a person reads. */
  public boolean colour() {
    return terminal
        && Connection.set(environment, "NO_COLOR").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  boolean atTerminal() {
    return terminal;
  }

  public Map<String, String> environment() {
    return environment;
  }

  InstantSource clock() {
    return clock;
  }

  /** Returns the context that a command shares with all others. */
  static CommandContext of(CommandSpec spec) {
    return (CommandContext) spec.root().userObject();
  }
}
