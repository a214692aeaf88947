package dev.otto.scheduler.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real {@code opencode serve} with a provider that echoes, both on loopback, in a folder of its
 * own. It knows three models and the agents {@code chat}, which has no tools, {@code asker}, which
 * asks before each command, and the subagents {@code helper}, which does the same, may ask people
 * and works with {@link #BETA}, and {@code delegator}, which may have subagents itself. {@link
 * #GAMMA} has no price.
 */
public final class RealOpenCode implements AutoCloseable {
  public static final ModelRef ALPHA = ModelRef.of("fake/alpha");
  public static final ModelRef BETA = ModelRef.of("fake/beta");
  public static final ModelRef GAMMA = ModelRef.of("fake/vendor/gamma-1.5:free");

  /** A model whose window is smaller than the prompt of the default agent. */
  public static final ModelRef TINY = ModelRef.of("fake/" + FakeProvider.TINY);

  /** A model with variants. */
  public static final ModelRef REASON = ModelRef.of("fake/reason");

  /** A model of another provider, which is the same fake one. */
  public static final ModelRef ELSEWHERE = ModelRef.of("elsewhere/delta");

  /** A model of a provider that is not there. */
  public static final ModelRef GONE = ModelRef.of("gone/none");

  /** In its configuration; neither may ever come out of Otto. */
  public static final List<String> PLANTED_KEYS =
      List.of("sk-planted-SECRET-0001", "hdr-planted-SECRET-0002");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_SECONDS = 60;

  private final Path binary;
  private final Path home;
  private final Optional<String> password;
  private final FakeProvider provider = FakeProvider.start();
  private final int port = FreePort.find();
  private String providerUrl = provider.url();
  private boolean nested;
  private boolean tiny;
  private Optional<Map<String, Object>> choices = Optional.empty();
  private Process process;

  private RealOpenCode(Path binary, Path home, Optional<String> password) throws IOException {
    this.binary = binary;
    this.home = home;
    this.password = password;
    layOutHome();
    model(Optional.of(ALPHA));
  }

  /** Adds to its configuration before it starts. */
  @FunctionalInterface
  public interface Preparation {
    void prepare(RealOpenCode openCode) throws IOException;
  }

  /**
   * Starts it and waits until it is ready; its global default is {@link #ALPHA}.
   *
   * @param home an empty folder, JUnit's temporary one for instance
   */
  public static RealOpenCode start(Path home) throws IOException {
    return start(home, required());
  }

  /** The same, wanting a password of user {@code opencode}. */
  public static RealOpenCode start(Path home, String password) throws IOException {
    return started(new RealOpenCode(required(), home, Optional.of(password)));
  }

  /** The same without one, with more in its configuration than usual. */
  public static RealOpenCode start(Path home, Preparation more) throws IOException {
    return start(home, required(), more);
  }

  /** The same of another version; {@link #binaries} has some. */
  public static RealOpenCode start(Path home, Path binary) throws IOException {
    return start(home, binary, openCode -> {});
  }

  /** The same of another version, with more in its configuration than usual. */
  public static RealOpenCode start(Path home, Path binary, Preparation more) throws IOException {
    var openCode = new RealOpenCode(binary, home, Optional.empty());
    more.prepare(openCode);
    return started(openCode);
  }

  private static RealOpenCode started(RealOpenCode openCode) throws IOException {
    openCode.restart();
    return openCode;
  }

  private static Path required() throws IOException {
    return binary().orElseThrow(() -> new IOException("no opencode"));
  }

  /** All versions that are here: those of {@code OTTO_OPENCODE_BINS}, else the only one. */
  public static List<Path> binaries() {
    String named = System.getenv("OTTO_OPENCODE_BINS");
    return named == null
        ? binary().stream().toList()
        : Stream.of(named.split(File.pathSeparator, -1)).map(Path::of).toList();
  }

  static Optional<Path> binary() {
    String named = System.getenv("OTTO_OPENCODE_BIN");
    Stream<String> candidates =
        named != null
            ? Stream.of(named)
            : Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> folder + "/opencode");
    return candidates.map(Path::of).filter(Files::isExecutable).findFirst();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public OpenCodeHttp http() {
    return new OpenCodeHttp(url(), password.map(Credentials::of));
  }

  /** What the provider was asked since the start or the last {@link #forget}. */
  public List<FakeProvider.Asked> requests() {
    return provider.asked();
  }

  /** What the provider counted since then. */
  public List<FakeProvider.Count> counts() {
    return provider.counts();
  }

  /** Forgets what was asked, and how models were to answer. */
  public void forget() {
    provider.forget();
  }

  /** Has the provider answer for a model as these words say, until {@link #forget}. */
  public void steer(ModelRef model, String words) {
    provider.steerModel(model.modelId(), words);
  }

  /** Has its provider be at an address where nobody listens, or there again, after a dispose. */
  public void providerIsThere(boolean there) throws IOException {
    providerUrl = there ? provider.url() : "http://127.0.0.1:" + FreePort.find() + "/v1";
    model(Optional.of(ALPHA));
  }

  /**
   * Writes the global default, or none, into its configuration; it counts after a dispose or
   * restart.
   */
  public void model(Optional<ModelRef> globalDefault) throws IOException {
    ObjectNode config = JSON.createObjectNode();
    globalDefault.ifPresent(ref -> config.put("model", ref.toString()));
    config.putArray("enabled_providers").add("fake");
    config.put("share", "disabled").put("autoupdate", false);
    if (nested) {
      config.put("subagent_depth", 2);
    }
    ObjectNode agents = config.putObject("agent");
    agents.set("chat", chatAgent());
    agents.set("asker", asking("primary"));
    agents.set("helper", asking("subagent"));
    agents.withObject("/helper/permission").put("question", "allow");
    agents.withObject("/helper").put("model", BETA.toString());
    agents.set("delegator", delegator());
    ObjectNode providers = config.putObject("provider");
    providers.set("fake", fakeProvider());
    if (choices.isPresent()) {
      addChoices(config, providers, choices.get());
    }
    Files.writeString(config(), config.toPrettyString());
  }

  /** Adds {@link #TINY}; it counts after a dispose or restart. */
  public void addTinyModel() throws IOException {
    tiny = true;
    model(Optional.of(ALPHA));
  }

  /**
   * Adds {@link #REASON} with its variants, a second provider with {@link #ELSEWHERE}, and a
   * subagent of that; it counts after a dispose or restart.
   *
   * @param ownChoices more of its configuration, such as its small model
   */
  public void addChoices(Map<String, Object> ownChoices) throws IOException {
    choices = Optional.of(ownChoices);
    model(Optional.of(ALPHA));
  }

  /**
   * Lets subagents have subagents after a restart. Since 1.18 it must be said, and older versions
   * refuse to be told.
   */
  public void allowNestedSubagents() throws IOException {
    nested = true;
    model(Optional.of(ALPHA));
  }

  private void addChoices(ObjectNode config, ObjectNode providers, Map<String, Object> own)
      throws IOException {
    ObjectNode models = providers.withObject("/fake/models");
    ObjectNode reason = models.putObject(REASON.modelId()).put("name", "Fake reasoner");
    reason.put("reasoning", true).putObject("limit").put("context", 128_000).put("output", 8_192);
    for (String effort : List.of("low", "high")) {
      reason.withObject("/variants/" + effort).put("reasoningEffort", effort);
    }
    ObjectNode elsewhere = fakeProvider().put("name", "Elsewhere");
    elsewhere.putObject("models").set(ELSEWHERE.modelId(), models.path(ALPHA.modelId()));
    providers.set(ELSEWHERE.providerId(), elsewhere);
    ObjectNode gone = fakeProvider().put("name", "Gone");
    gone.withObject("/options").put("baseURL", "http://127.0.0.1:" + FreePort.find() + "/v1");
    gone.putObject("models").putObject(GONE.modelId()).put("name", "Nobody listens");
    providers.set(GONE.providerId(), gone);
    config.withArray("/enabled_providers").add(ELSEWHERE.providerId()).add(GONE.providerId());
    config.withObject("/agent/stranger").put("mode", "subagent").put("description", "Elsewhere");
    config.withObject("/agent/stranger").put("model", ELSEWHERE.toString());
    own.forEach((key, value) -> config.set(key, JSON.valueToTree(value)));
  }

  private static ObjectNode chatAgent() {
    ObjectNode agent = JSON.createObjectNode().put("mode", "primary");
    agent.put("description", "Text in, text out").put("prompt", "Answer the user.");
    agent.putObject("permission").put("*", "deny");
    return agent;
  }

  private static ObjectNode asking(String mode) {
    ObjectNode agent = JSON.createObjectNode().put("mode", mode);
    agent.put("description", "Asks before each command").putObject("permission").put("bash", "ask");
    return agent;
  }

  private static ObjectNode delegator() {
    ObjectNode agent = JSON.createObjectNode().put("mode", "subagent");
    agent.put("description", "Has others work").putObject("permission").put("task", "allow");
    return agent;
  }

  private ObjectNode fakeProvider() {
    ObjectNode fake = JSON.createObjectNode().put("name", "Fake Provider");
    fake.put("npm", "@ai-sdk/openai-compatible");
    ObjectNode options = fake.putObject("options").put("baseURL", providerUrl);
    options.put("apiKey", PLANTED_KEYS.getFirst());
    options.putObject("headers").put("X-Fake-Token", PLANTED_KEYS.getLast());
    ObjectNode models = fake.putObject("models");
    for (ModelRef ref : List.of(ALPHA, BETA, GAMMA)) {
      ObjectNode model = models.putObject(ref.modelId()).put("name", "Fake " + ref.modelId());
      model.putObject("limit").put("context", 128_000).put("output", 8_192);
      if (!ref.equals(GAMMA)) {
        model.putObject("cost").put("input", 0.5).put("output", 1.5);
      }
    }
    if (tiny) {
      ObjectNode model = models.putObject(TINY.modelId()).put("name", "Fake tiny");
      model.putObject("limit").put("context", 4_000).put("output", 1_000);
      model.putObject("cost").put("input", 1).put("output", 1);
    }
    return fake;
  }

  /** Where its tools work. */
  public Path project() {
    return home.resolve("project");
  }

  /** It reads this at start and after a dispose. */
  public Path config() {
    return home.resolve("opencode.json");
  }

  /** OpenCode installs a plugin package in its folders unless a lock file already names it. */
  private void layOutHome() throws IOException {
    Path folder = home.resolve("home/.config/opencode");
    Files.createDirectories(folder.resolve("node_modules"));
    Files.createDirectories(home.resolve("project"));
    Files.writeString(
        folder.resolve("package-lock.json"),
        "{\"packages\":{\"\":{\"dependencies\":{\"@opencode-ai/plugin\":\"*\"}}}}\n");
  }

  /** Ends it without warning, as {@code kill -9} does. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /** Has it stand still, with all its connections, or go on again. */
  public void freeze(boolean still) throws IOException, InterruptedException {
    String signal = still ? "-STOP" : "-CONT";
    new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
  }

  /** Starts it again, on the same port and in the same folder, after {@link #kill}. */
  public void restart() throws IOException {
    var ready = new CompletableFuture<Void>();
    process = launch();
    Process launched = process;
    Thread.ofVirtual().start(() -> follow(launched, ready));
    try {
      ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      close();
      throw new IOException("OpenCode did not start; see " + home.resolve("opencode.err"), e);
    }
  }

  private Process launch() throws IOException {
    var builder = new ProcessBuilder(binary.toString(), "serve", "--hostname", "127.0.0.1");
    builder.command().addAll(List.of("--port", String.valueOf(port)));
    builder.command().addAll(List.of("--print-logs", "--log-level", "INFO"));
    builder.directory(home.resolve("project").toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("opencode.err").toFile()));
    environment(builder.environment());
    return builder.start();
  }

  /** A clean one: a provider's key in ours would add that provider to the catalog. */
  private void environment(Map<String, String> environment) {
    String path = environment.get("PATH");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", home.resolve("home").toString());
    environment.put("OPENCODE_CONFIG", config().toString());
    Stream.of(
            "MODELS_FETCH",
            "AUTOUPDATE",
            "SHARE",
            "LSP_DOWNLOAD",
            "DEFAULT_PLUGINS",
            "CLAUDE_CODE",
            "EXTERNAL_SKILLS")
        .forEach(feature -> environment.put("OPENCODE_DISABLE_" + feature, "1"));
    password.ifPresent(word -> environment.put("OPENCODE_SERVER_PASSWORD", word));
  }

  /** The port accepts before the server is ready, so only this line says that it is. */
  private static void follow(Process process, CompletableFuture<Void> ready) {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("server listening")) {
          ready.complete(null);
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    kill();
    provider.close();
  }
}
