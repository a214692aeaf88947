package dev.otto.scheduler.cli;

import dev.otto.controlplane.WrongUsage;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.ConfigFile;
import dev.otto.scheduler.config.ConfigResult;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.daemon.Move;
import dev.otto.scheduler.daemon.StartException;
import dev.otto.scheduler.daemon.Version;
import dev.otto.scheduler.database.Restore;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.logging.Logging.Detail;
import dev.otto.scheduler.nodeimport.ImportReport;
import dev.otto.scheduler.nodeimport.NodeImport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root command {@code otto}; commands with subcommands have classes of their own. */
@Command(
    name = "otto",
    mixinStandardHelpOptions = true,
    versionProvider = OttoCommand.VersionLine.class,
    description = "Runs prompts on a schedule against an OpenCode server.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  otto demo                      see it work; needs nothing else",
      "  otto serve                     run it, with the OpenCode server of config.jsonc",
      "  otto serve --start-opencode    run it, and OpenCode with it"
    })
public final class OttoCommand {
  private final Terminal terminal;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log more, and show stack traces.")
  private boolean verbose;

  OttoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns the commands on this terminal. */
  public static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new OttoCommand(terminal))
        .addSubcommand(new ConfigCommand(terminal))
        .addSubcommand(new TokenCommand(terminal))
        .setOut(writer(terminal.out()))
        .setErr(writer(terminal.err()))
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(OttoCommand::explain)
        .setUsageHelpAutoWidth(true);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Prints one sentence, and with {@code --verbose} the stack trace. */
  private static int explain(Exception exception, CommandLine command, ParseResult parsed) {
    var refused = StartException.of(exception);
    command.getErr().println("otto: " + refused.getMessage());
    if (verbose(command)) {
      exception.printStackTrace(command.getErr());
    }
    return refused.exitCode();
  }

  /** Reports whether {@code --verbose} was given to this command. */
  public static boolean verbose(CommandLine command) {
    OttoCommand root = command.getCommandSpec().root().commandLine().getCommand();
    return root.verbose;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows the versions of Otto and Java.",
      footer = {"", "Example:", "  otto version"})
  void version() {
    terminal.out().println(Version.line());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Copies the database to a new file, even while Otto runs.",
      footer = {"", "Example:", "  otto backup otto-$(date +%%F).db"})
  void backup(
      @Parameters(paramLabel = "FILE", description = "The copy; it must not exist yet.") Path file)
      throws IOException, StartException {
    requireFile("pg_dump copies it while Otto runs");
    Path source = OttoPaths.of(terminal.environment()).database();
    if (Files.notExists(source)) {
      String message = "There is no database at " + source + "; set OTTO_HOME to Otto's folder";
      throw new StartException(StartException.FAILED, message, null);
    }
    try (var database = SqliteDatabase.open(source)) {
      database.backup(file.toAbsolutePath());
    }
    terminal.out().println(file + " holds a copy of " + source);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Puts a backup in the place of the database, while Otto is stopped. The backup stays as it"
            + " is, and the old state is kept beside the new."
      },
      footer = {"", "Example:", "  otto restore otto-2026-11-29.db"})
  void restore(@Parameters(paramLabel = "FILE", description = "The backup.") Path file)
      throws IOException, StartException {
    requireFile("stop Otto and use pg_restore with a copy of pg_dump");
    var environment = terminal.environment();
    var paths = OttoPaths.of(environment);
    paths.createFolders();
    Path database = paths.database();
    String now = environment.clock().instant().toString().replaceAll("\\.\\d+|[-:]", "");
    Path kept = database.resolveSibling(database.getFileName() + ".before-restore-" + now);
    boolean replaced;
    try (var _ = HomeLock.take(paths)) {
      replaced = new Restore(file.toAbsolutePath(), database, kept).run();
      audit(database, file.toAbsolutePath());
    }
    terminal.out().println(database + " holds the state of " + file);
    if (replaced) {
      terminal.out().println("The state before is kept in " + kept);
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Copies everything from Otto's home to a PostgreSQL server, or back, while Otto is stopped:"
            + " all rows, the flow defaults, the budgets and the token. The database that is"
            + " copied to must be empty; the other stays as it is."
      },
      footer = {
        "",
        "Examples:",
        "  otto move --to jdbc:postgresql://db.example.org/otto",
        "  otto move --to file"
      })
  void move(
      @Option(
              names = "--to",
              required = true,
              paramLabel = "URL|file",
              description =
                  "The server, as in database.url, with user and password of the configuration;"
                      + " or file, to take everything back from the server of the configuration.")
          String to)
      throws IOException, StartException {
    terminal.startLog(verbose ? Detail.EVERYTHING : Detail.NORMAL);
    var environment = terminal.environment();
    var move = new Move(environment, new MoveProgress(terminal.err(), environment.clock()));
    boolean back = to.equals("file");
    Move.Moved moved = back ? move.toFile() : move.toServer(to);
    PrintStream out = terminal.out();
    moved.rows().forEach((table, rows) -> out.println(rows + "\t" + table));
    out.println(moved.to() + " holds everything of " + moved.from());
    out.println(
        back
            ? "Take database.url out of config.jsonc before you start Otto on the file"
            : "Set database.url in config.jsonc to " + to + " before you start Otto on it");
  }

  /** Refuses a command that only knows the file in Otto's home. */
  private void requireFile(String instead) throws IOException, StartException {
    var environment = terminal.environment();
    Path config = OttoPaths.of(environment).config();
    if (new ConfigFile(config).read(environment) instanceof ConfigResult.Valid(var settings, _, _)
        && settings.database().isPresent()) {
      throw new StartException(
          StartException.FAILED,
          "Otto's database is on a PostgreSQL server, as database.url says; " + instead,
          null);
    }
  }

  private void audit(Path database, Path backup) {
    var actor = new Actor("otto restore", Surface.CLI);
    try (var restored = SqliteDatabase.open(database)) {
      new AuditLog(restored, terminal.environment().clock())
          .record(Change.of(actor, "database.restore", backup.toString()), AuditOutcome.DONE);
    }
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Imports jobs, runs, audit, notification profile, flow defaults, profiles and token of"
            + " the Node.js Otto. If its home is Otto's own, the home is first copied beside"
            + " itself. Jobs are imported paused. Can be repeated: existing data stays as it is."
      },
      footer = {
        "",
        "Examples:",
        "  otto import --dry-run             see what it would do",
        "  otto import                       turn the home of the Node.js Otto into Otto's own",
        "  otto import --from /mnt/old/home  take it from elsewhere"
      })
  void importNodeHome(
      @Option(
              names = "--from",
              paramLabel = "DIR",
              description = "The old home, or its user's folder; default: Otto's own home.")
          @Nullable Path from,
      @Option(names = "--dry-run", description = "Show what it would do, and change nothing.")
          boolean dryRun,
      @Option(
              names = "--activate",
              description = "Import the jobs as they were, instead of paused.")
          boolean activate)
      throws IOException, StartException {
    requireFile("an import needs a home without database.url");
    terminal.startLog(verbose ? Detail.EVERYTHING : Detail.NORMAL);
    var options = new NodeImport.Options(Optional.ofNullable(from), dryRun, activate);
    ImportReport report = new NodeImport(terminal.environment(), options).run();
    if (dryRun) {
      terminal.out().println("Nothing was changed; an import would do this:");
    }
    report
        .copy()
        .ifPresent(
            copy -> terminal.out().println("The old home is kept, byte for byte, in " + copy));
    report.text().forEach(terminal.out()::println);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Runs Otto until it is told to stop.",
      footer = {"", "Examples:", "  otto serve", "  OTTO_HOME=/srv/otto otto serve --verbose"})
  int serve(
      @Option(
              names = "--start-opencode",
              description =
                  "If no OpenCode answers at opencode.url, start the one on PATH and stop it"
                      + " with Otto.")
          boolean startOpenCode)
      throws Exception {
    return new Serve(terminal, verbose).run(startOpenCode);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Runs Otto on a stand-in for OpenCode, to try it; needs nothing else.",
      footer = {"", "Example:", "  otto demo"})
  int demo() throws Exception {
    return new Demo(terminal, verbose).run();
  }

  /** The output of {@code --version}. */
  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Version.line()};
    }
  }
}
