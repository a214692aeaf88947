package dev.otto.scheduler.config;

import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.config.BudgetsText;
import dev.otto.models.config.FlowChoiceText;
import dev.otto.models.config.Jsonc;
import dev.otto.models.config.Jsonc.ArrayNode;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.PlainNode;
import dev.otto.models.config.Jsonc.StringNode;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.scheduler.config.ConfigReport.Variable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code config.jsonc}, the allowed values of each and its default: all of it here and
 * nowhere else in the code.
 */
final class ConfigReader {
  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("database.url", "OTTO_DATABASE_URL"),
          Map.entry("database.password", "OTTO_DATABASE_PASSWORD"),
          Map.entry("opencode.url", "OTTO_OPENCODE_URL"),
          Map.entry("opencode.password", "OTTO_OPENCODE_PASSWORD"),
          Map.entry("externalApi.host", "OTTO_EXTERNAL_API_HOST"),
          Map.entry("externalApi.port", "OTTO_EXTERNAL_API_PORT"),
          Map.entry("controlPlane.enabled", "OTTO_CONTROL_PLANE_ENABLED"),
          Map.entry("controlPlane.host", "OTTO_CONTROL_PLANE_HOST"),
          Map.entry("controlPlane.port", "OTTO_CONTROL_PLANE_PORT"),
          Map.entry("scheduler.enabled", "OTTO_SCHEDULER_ENABLED"),
          Map.entry("node.name", "OTTO_NODE_NAME"),
          Map.entry("node.labels", "OTTO_NODE_LABELS"));

  private static final String SERVER =
      "an address of PostgreSQL's driver, like jdbc:postgresql://db.example.org/otto, with neither"
          + " user nor password in it, which have keys of their own";

  /** Hosts with ports, the name of a database, and perhaps parameters. */
  private static final Pattern SERVER_URL =
      Pattern.compile(
          "jdbc:postgresql://[^/?@\\s]+/[^/?@\\s]+(\\?(?!(.*&)?(user|password)=)\\S*)?");

  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String[] PEM = {"certificate", "privateKey"};
  private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "*");
  private static final String ONE_ADDRESS =
      "the one address by which clients reach this machine, for instance 127.0.0.1";

  /** Longer than any month with the runs that begin in the one before. */
  private static final Duration MONTH = Duration.ofDays(32);

  private ConfigReader() {}

  static ConfigResult read(String file, String text, Environment environment) {
    Jsonc document = Jsonc.read(text);
    var report = new ConfigReport(file, document, overrides(environment));
    OttoConfig config = config(new Section("", root(document, report), report));
    report.sections.forEach(Section::warnAboutUnknownKeys);
    return report.errors.isEmpty()
        ? new ConfigResult.Valid(config, report.warnings, report.notes)
        : new ConfigResult.Broken(report.errors, report.warnings);
  }

  private static ObjectNode root(Jsonc document, ConfigReport report) {
    if (document.root() instanceof ObjectNode root) {
      return root;
    }
    if (document.problems().isEmpty()) {
      report.error(document.root().start(), "expected { here: the file contains one object");
    }
    return Section.NOTHING;
  }

  private static OttoConfig config(Section root) {
    root.optionalText("$schema");
    keysOfTheNodeOtto(root);
    var config = sections(root);
    checkBudgets(root, config.retention());
    return config;
  }

  private static OttoConfig sections(Section root) {
    return new OttoConfig(
        openCode(root.section("opencode")),
        externalApi(root.section("externalApi")),
        controlPlane(root.section("controlPlane")),
        modelManagement(root.section("modelManagement")),
        scheduler(root.section("scheduler")),
        new OttoConfig.Notify(root.section("notify").address("webhookUrl").orElse(null)),
        retention(root.section("retention")),
        transcripts(root.section("runs")),
        jmx(root.section("jmx")),
        database(root.section("database")),
        node(root.section("node")));
  }

  /** Checks the budgets, which change while Otto runs, as the flow defaults do. */
  private static void checkBudgets(Section root, OttoConfig.Retention retention) {
    Budgets budgets = root.object(BudgetsText.KEY, BudgetsText::read).orElse(Budgets.NONE);
    if (budgets.countMonths() && retention.runs().compareTo(MONTH) < 0) {
      root.reject(
          BudgetsText.KEY,
          "usdPerMonth needs the runs of a month; set retention.runsDays to 32 or more");
    }
  }

  /** A file of the Node.js Otto is read as it is; what it says of the home, OttoPaths obeys. */
  private static void keysOfTheNodeOtto(Section root) {
    root.number("version", 1, 1);
    root.note("version", "is of the Node.js Otto; this one needs none");
    root.value(
        "ottoHome",
        "an absolute path, or one that begins with ~/",
        text -> OttoPaths.folder(text, Path.of("/")));
    root.note("ottoHome", "is where Otto keeps its files, unless OTTO_HOME moves them");
    root.keepUnused("telegram", "this Otto has neither Telegram nor voice");
  }

  private static OttoConfig.OpenCode openCode(Section section) {
    URI inParts = address(section);
    for (String part : List.of("hostname", "port")) {
      section.note(
          part,
          section.gives("url")
              ? "has no effect beside opencode.url"
              : "makes opencode.url " + inParts + ", as in the Node.js Otto");
    }
    return new OttoConfig.OpenCode(
        section.address("url").orElse(inParts),
        section.text("username", "opencode"),
        section.secret("password").orElse(null),
        Duration.ofSeconds(section.number("startupWaitSeconds", 10, 0, 3_600)),
        section.number("maxAnswerBytes", PromptLimits.ANSWER_BYTES, 64 << 10, 32 << 20));
  }

  /** Reads an address from its two parts, as in the configuration of the Node.js Otto. */
  private static URI address(Section section) {
    String host =
        section
            .value("hostname", "the name or address of a machine", ConfigReader::hostName)
            .orElse("127.0.0.1");
    int port = section.number("port", 4096, 1, 65_535);
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  private static Optional<String> hostName(String text) {
    return Optional.of(text.replaceFirst("^\\[(.*)]$", "$1"))
        .filter(name -> name.matches("[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+"));
  }

  private static OttoConfig.ExternalApi externalApi(Section section) {
    return new OttoConfig.ExternalApi(
        section.text("host", "127.0.0.1"),
        section.number("port", 4191, 0, 65_535),
        hostNames(section),
        tls(section.section("tls")),
        section.flag("allowInsecure", false));
  }

  private static OttoConfig.ControlPlane controlPlane(Section section) {
    return new OttoConfig.ControlPlane(
        section.flag("enabled", true),
        section.text("host", "127.0.0.1"),
        section.number("port", 4192, 0, 65_535),
        hostNames(section),
        section.flag("allowInsecure", false));
  }

  private static List<String> hostNames(Section section) {
    return section.texts(
        "hostNames",
        "a list of host names without scheme, port and path, for instance [\"otto.example.org\"];"
            + " the control plane and the API are at the root of a host",
        name -> hostName(name).isPresent());
  }

  private static OttoConfig.@Nullable Tls tls(Section section) {
    Optional<Path> certificate = section.file("certificate");
    Optional<Path> privateKey = section.file("privateKey");
    section.requireAllOrNone(PEM);
    return certificate.isPresent() && privateKey.isPresent()
        ? new OttoConfig.Tls(certificate.get(), privateKey.get())
        : null;
  }

  private static OttoConfig.ModelManagement modelManagement(Section section) {
    Section defaults = section.section("flowDefaults");
    defaults.allowOnly(Flow.keys());
    Flow.keys()
        .forEach(
            flow ->
                defaults.textOrObject(
                    flow,
                    "provider/model, or null to inherit OpenCode's",
                    ModelRef::parse,
                    FlowChoiceText::read));
    return new OttoConfig.ModelManagement(
        Duration.ofHours(section.number("refreshIntervalHours", 24, 1, 8_760)),
        section.flag("checkAfterRefresh", false));
  }

  private static OttoConfig.Scheduler scheduler(Section section) {
    Section retry = section.section("retry");
    return new OttoConfig.Scheduler(
        section.flag("enabled", true),
        section.number("maxConcurrentPrompts", 16, 1, 1_000),
        prompts(section),
        limits(section.section("limits")),
        new OttoConfig.Retry(
            retry.number("attempts", 1, 1, 10),
            Duration.ofSeconds(retry.number("delaySeconds", 60, 0, 86_400)),
            retry
                .value("backoff", "\"constant\" or \"exponential\"", OttoConfig.Backoff::of)
                .orElse(OttoConfig.Backoff.CONSTANT),
            Duration.ofSeconds(retry.number("maxDelaySeconds", 3_600, 0, 86_400))),
        Duration.ofHours(section.number("expireOneShotsAfterHours", 24, 1, 8_760)),
        Duration.ofSeconds(section.number("shutdownGraceSeconds", 20, 0, 3_600)));
  }

  private static OttoConfig.Prompts prompts(Section section) {
    return new OttoConfig.Prompts(
        Duration.ofSeconds(section.number("promptTimeoutSeconds", 1_800, 1, 86_400)),
        section.optionalText("agent").orElse(null),
        section
            .value("permissions", "\"reject\" or \"allow\"", PermissionPolicy::of)
            .orElse(PermissionPolicy.REJECT));
  }

  private static OttoConfig.Limits limits(Section section) {
    return new OttoConfig.Limits(
        (long) section.number("steps", 500, 1, 1_000_000),
        section.number("tokens", 1, Integer.MAX_VALUE).map(Integer::longValue).orElse(null),
        section.amount("costUsd", 1_000_000).orElse(null),
        seconds(section, "firstTokenSeconds"),
        seconds(section, "stallSeconds"));
  }

  private static @Nullable Duration seconds(Section section, String key) {
    return section.number(key, 1, 86_400).map(Duration::ofSeconds).orElse(null);
  }

  private static OttoConfig.Retention retention(Section section) {
    return new OttoConfig.Retention(
        days(section, "runsDays", 90),
        days(section, "auditDays", 365),
        days(section, "notificationsDays", 30));
  }

  private static OttoConfig.Transcripts transcripts(Section section) {
    return new OttoConfig.Transcripts(
        Duration.ofDays(section.number("transcriptDays", 0, 0, 36_500)),
        section.flag("transcriptTools", false));
  }

  private static Optional<OttoConfig.ServerDatabase> database(Section section) {
    Optional<String> url = section.unshown("url", SERVER, ConfigReader::server);
    Optional<String> user = section.optionalText("user");
    Optional<String> password = section.secret("password");
    Optional<Path> passwordFile = section.file("passwordFile");
    int connections = section.number("maxConnections", 10, 5, 100);
    if (section.gives("user", "password", "passwordFile")) {
      section.require("url", SERVER);
    }
    if (section.gives("password")
        && section.gives("passwordFile")
        && !section.overridden("password")) {
      section.reject("passwordFile", "the password is given already; leave one of the two out");
    }
    return url.map(
        it -> new OttoConfig.ServerDatabase(it, user, password, passwordFile, connections));
  }

  private static OttoConfig.Node node(Section section) {
    return new OttoConfig.Node(
        section.value(
            "name",
            "a name of letters, digits, dots, hyphens and underscores, at most 64",
            name -> Optional.of(name).filter(it -> NODE_NAME.matcher(it).matches())),
        Set.copyOf(
            section.texts(
                "labels",
                "a list of labels, each of " + OttoConfig.Node.LABEL,
                OttoConfig.Node::isLabel)));
  }

  private static Optional<String> server(String url) {
    return Optional.of(url).filter(it -> SERVER_URL.matcher(it).matches());
  }

  private static OttoConfig.Jmx jmx(Section section) {
    return new OttoConfig.Jmx(
        section.flag("enabled", true),
        section.flag("quartzBean", false),
        remote(section.section("remote")));
  }

  private static OttoConfig.@Nullable JmxRemote remote(Section section) {
    String host = section.value("host", ONE_ADDRESS, ConfigReader::oneAddress).orElse("127.0.0.1");
    Optional<Integer> port = section.number("port", 1, 65_535);
    Section pem = section.section("tls");
    OttoConfig.Tls tls = tls(pem);
    Optional<Path> passwords = section.file("passwordFile");
    Optional<Path> access = section.file("accessFile");
    if (section.gives("port", "passwordFile", "accessFile") || pem.gives(PEM)) {
      section.require("port", "the one port for registry and objects, for instance 4193");
      section.require("passwordFile", "a file with a name and a password on each line");
      section.require("accessFile", "a file with a name and readonly or readwrite on each line");
      if (!pem.gives(PEM)) {
        section.lacks("tls", "files in PEM as certificate and privateKey");
      }
    }
    return port.isPresent() && tls != null && passwords.isPresent() && access.isPresent()
        ? new OttoConfig.JmxRemote(host, port.get(), tls, passwords.get(), access.get())
        : null;
  }

  /**
   * Rejects a wildcard host: RMI passes the address on to clients, so it cannot stand for all
   * addresses.
   */
  private static Optional<String> oneAddress(String host) {
    return Optional.of(host)
        .filter(name -> !EVERY_ADDRESS.contains(name))
        .map(name -> name.replaceFirst("^\\[(.*)]$", "$1"));
  }

  private static Duration days(Section section, String key, int fallback) {
    return Duration.ofDays(section.number(key, fallback, 1, 36_500));
  }

  private static Map<String, Variable> overrides(Environment environment) {
    var overrides = new HashMap<String, Variable>();
    VARIABLES.forEach(
        (path, name) ->
            environment
                .variable(name)
                .ifPresent(text -> overrides.put(path, new Variable(name, typed(name, text)))));
    return overrides;
  }

  /** Converts the text of a variable to the type of its key. */
  private static Node typed(String variable, String text) {
    if (variable.endsWith("_ENABLED") && text.matches("0|1|false|true")) {
      return new PlainNode(0, 0, String.valueOf(text.equals("1") || text.equals("true")));
    }
    if (variable.endsWith("_LABELS")) {
      return new ArrayNode(0, 0, list(text));
    }
    return variable.endsWith("_PORT") && text.matches("-?\\d{1,20}")
        ? new PlainNode(0, 0, text)
        : new StringNode(0, 0, text);
  }

  /** Returns what stands between commas. */
  private static List<Node> list(String text) {
    return Pattern.compile(",")
        .splitAsStream(text)
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .<Node>map(item -> new StringNode(0, 0, item))
        .toList();
  }
}
