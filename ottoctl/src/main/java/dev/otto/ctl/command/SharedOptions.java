package dev.otto.ctl.command;

import dev.otto.ctl.client.Address;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.output.Output;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The options of every command, and the description of {@code ottoctl}. */
final class SharedOptions {
  private final CommandSpec spec;
  private final Argument<String> url;
  private final Argument<String> tokenFile;
  private final Argument<String> authorities;
  private final Argument<Output.Format> format;

  SharedOptions(CommandContext context) {
    spec =
        CommandSpec.wrapWithoutInspection(context)
            .name("ottoctl")
            .version("ottoctl " + OttoApi.VERSION);
    spec.scopeType(ScopeType.INHERIT);
    describe();
    url =
        option(
            String.class,
            "URL",
            "Where Otto is; else OTTO_EXTERNAL_API_URL, where the one on this machine listens, "
                + Address.Part.EXTERNAL_API.byDefault(),
            "--url");
    tokenFile =
        option(
            String.class,
            "FILE",
            "Holds the token; else OTTO_EXTERNAL_API_TOKEN, OTTO_EXTERNAL_API_TOKEN_FILE, this machine's",
            "--token-file");
    authorities =
        option(
            String.class,
            "FILE",
            "The certificates, in PEM, of the authority that signed Otto's; else OTTO_CACERT",
            "--cacert");
    format =
        option(
            Output.Format.class,
            "FORM",
            "${COMPLETION-CANDIDATES}; table at a terminal, plain in a pipe",
            "-o",
            "--output");
    addHelp();
  }

  private void describe() {
    spec.usageMessage()
        .autoWidth(true)
        .description("Monitors and controls a running Otto.")
        .footer(
            "",
            "Example: ottoctl status",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 unauthorised, 5 conflict, 69 unreachable");
  }

  // picocli's own of these are described by annotations, which are slow to read.
  private void addHelp() {
    spec.addOption(
        shared("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        shared("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
  }

  private <T> Argument<T> option(Class<T> type, String label, String description, String... names) {
    var option = shared(names).type(type).paramLabel(label).description(description).build();
    spec.addOption(option);
    return new Argument<>(option);
  }

  private static OptionSpec.Builder shared(String... names) {
    return OptionSpec.builder(names).scopeType(ScopeType.INHERIT);
  }

  CommandSpec spec() {
    return spec;
  }

  Argument<String> url() {
    return url;
  }

  Argument<String> tokenFile() {
    return tokenFile;
  }

  Argument<String> authorities() {
    return authorities;
  }

  Argument<Output.Format> format() {
    return format;
  }
}
