package dev.otto.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.config.Jsonc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  @TempDir Path folder;

  @Test
  void anEmptyFileMeansTheDefaults() {
    OttoConfig config = valid("{}").config();
    assertEquals(URI.create("http://127.0.0.1:4096"), config.opencode().url());
    assertEquals(4191, config.externalApi().port());
    assertEquals(Duration.ofMinutes(30), config.scheduler().prompts().timeout());
    assertTrue(config.scheduler().enabled());
  }

  @Test
  void delaysOfRetriesAreEqualOrGrowUpToTheLongest() {
    assertEquals(
        new OttoConfig.Retry(
            1, Duration.ofMinutes(1), OttoConfig.Backoff.CONSTANT, Duration.ofHours(1)),
        retry("{}"));
    assertEquals(List.of(60L, 60L, 60L, 60L), delays("{}"));
    assertEquals(List.of(60L, 120L, 240L, 480L), delays("{\"backoff\":\"exponential\"}"));
    assertEquals(
        List.of(30L, 60L, 100L, 100L),
        delays("{\"backoff\":\"exponential\",\"delaySeconds\":30,\"maxDelaySeconds\":100}"));
    assertEquals(
        List.of(30L, 30L, 30L, 30L),
        delays("{\"backoff\":\"exponential\",\"delaySeconds\":30,\"maxDelaySeconds\":1}"));
  }

  private OttoConfig.Retry retry(String section) {
    return valid("{\"scheduler\":{\"retry\":" + section + "}}").config().scheduler().retry();
  }

  private List<Long> delays(String section) {
    OttoConfig.Retry retry = retry(section);
    return IntStream.rangeClosed(2, 5)
        .mapToObj(attempt -> retry.delayBefore(attempt).toSeconds())
        .toList();
  }

  @Test
  void theFileOfTheFirstStartHoldsTheDefaultsAndIsPrivate() throws IOException {
    Path path = folder.resolve("new/config.jsonc");
    var file = new ConfigFile(path);
    assertTrue(file.createIfMissing());
    assertFalse(file.createIfMissing());
    var read = assertInstanceOf(ConfigResult.Valid.class, file.read(environment(Map.of())));
    assertEquals(valid("{}").config(), read.config());
    assertEquals(List.of(), read.warnings());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertTrue(Files.exists(path.resolveSibling("config.schema.json")));
  }

  @Test
  void aPasswordWithoutItsQuotesIsNotRepeatedInTheComplaint() {
    var errors = invalid("{\"opencode\": {\"password\": hunter2secret}}");
    assertTrue(errors.toString().contains("c:1:27: Unrecognized word"), errors.toString());
    assertFalse(errors.toString().contains("hunter2"), errors.toString());
  }

  @Test
  void reportsEveryErrorWithLineAndColumn() {
    var errors =
        invalid(
                """
                {
                  "opencode": {"url": "ftp://x", "startupWaitSeconds": -1},
                  "externalApi": {"port": "4191"}, // text
                  "modelManagement": {"flowDefaults": {"hartbeat": null, "heartbeat": "gpt"}},
                  "retention": 5,
                  "notify": {"webhookUrl": "http://user:hunter2@example.org"},
                  "notify": {},
                }
                """)
            .errors();
    assertEquals(
        List.of(
            "c:7:3: the key \"notify\" occurs twice in one object; keep one of them",
            "c:2:23: opencode.url is not right; allowed is an http or https address without user and"
                + " password, like http://127.0.0.1:4096",
            "c:2:56: opencode.startupWaitSeconds is -1; allowed is a whole number from 0 to 3600",
            "c:3:27: externalApi.port is \"4191\"; allowed is a whole number from 0 to 65535",
            "c:4:40: modelManagement.flowDefaults.hartbeat is unknown; allowed here:"
                + " interactiveAssistant, scheduledTasks, heartbeat, watchdogFailures",
            "c:4:71: modelManagement.flowDefaults.heartbeat is \"gpt\"; allowed is provider/model, or"
                + " null to inherit OpenCode's",
            "c:6:28: notify.webhookUrl is not right; allowed is an http or https address without"
                + " user and password, like http://127.0.0.1:4096",
            "c:5:16: retention is 5; allowed is an object in { }"),
        errors.stream().map(Problem::toString).toList());
  }

  @Test
  void aFlowDefaultMayBeAnObjectWhoseMistakesAreNamed() {
    valid(
        "{\"modelManagement\":{\"flowDefaults\":{\"heartbeat\":"
            + "{\"modelRef\":\"a/b\",\"fallbacks\":[\"c/d\"],\"policy\":\"strict\"}}}}");
    var errors =
        invalid(
                "{\"modelManagement\":{\"flowDefaults\":{\"heartbeat\":"
                    + "{\"modelRef\":\"a/b\",\"policy\":\"loose\"}}}}")
            .errors();
    assertEquals(
        "[c:1:76: modelManagement.flowDefaults.heartbeat: this is not known; write \"prefer\" or"
            + " \"strict\"]",
        errors.toString());
  }

  @Test
  void reportsTheValuesBeforeAMistakeOfSyntaxToo() {
    var errors = invalid("{\"externalApi\": {\"port\": -1},\n \"opencode\": {\"url\" 5}}").errors();
    assertEquals(List.of("c:2:21", "c:1:26"), errors.stream().map(Problem::where).toList());
  }

  @Test
  void refusesWhatIsNoObjectOrHasSomethingBehindIt() {
    for (String text : List.of("", "[]", "{} {}", "{}}", "null", "{", "nonsense")) {
      assertEquals(1, invalid(text).errors().size(), text);
    }
  }

  @Test
  void warnsOfUnknownKeysOnly() {
    var warnings = valid("{\"extra\": {\"a\": 1}, \"notify\": {\"webhook\": 1}}").warnings();
    assertEquals(
        List.of("c:1:2", "c:1:32"), warnings.stream().map(Problem::where).sorted().toList());
  }

  @Test
  void theEnvironmentComesBeforeTheFile() {
    var variables =
        Map.of(
            "OTTO_OPENCODE_URL", "http://127.0.0.1:5000",
            "OTTO_OPENCODE_PASSWORD", "12345",
            "OTTO_EXTERNAL_API_HOST", "::1",
            "OTTO_EXTERNAL_API_PORT", "0",
            "OTTO_CONTROL_PLANE_PORT", "1",
            "OTTO_CONTROL_PLANE_ENABLED", "0",
            "OTTO_SCHEDULER_ENABLED", "0",
            "OTTO_NODE_NAME", "attic",
            "OTTO_NODE_LABELS", "gpu, berlin,");
    var text = "{\"opencode\": {\"url\": \"not an address\"}, \"scheduler\": {\"enabled\": true}}";
    var read = ConfigReader.read("c", text, environment(variables));
    OttoConfig config = assertInstanceOf(ConfigResult.Valid.class, read).config();
    assertEquals(URI.create("http://127.0.0.1:5000"), config.opencode().url());
    assertEquals("12345", config.opencode().password().orElseThrow());
    assertFalse(config.toString().contains("12345"));
    assertEquals("::1", config.externalApi().host());
    assertEquals(0, config.externalApi().port());
    assertEquals(1, config.controlPlane().port());
    assertFalse(config.controlPlane().enabled());
    assertFalse(config.scheduler().enabled());
    assertEquals("attic", config.node().name().orElseThrow());
    assertEquals(Set.of("gpu", "berlin"), config.node().labels());
  }

  @Test
  void theNameOfANodeIsAWord() {
    assertEquals(
        "attic-1.lan", valid("{\"node\":{\"name\":\"attic-1.lan\"}}").config().node().name().get());
    String error = invalid("{\"node\":{\"name\":\"the attic\"}}").errors().toString();
    assertTrue(error.contains("node.name is \"the attic\"; allowed is a name of letters"), error);
  }

  @Test
  void theLabelsOfANodeAreWordsInLowerCase() {
    var config = valid("{\"node\":{\"labels\":[\"gpu\",\"a.b_c-1\",\"gpu\"]}}").config();
    assertEquals(Set.of("gpu", "a.b_c-1"), config.node().labels());
    for (String wrong :
        List.of("\"gpu\"", "[\"GPU\"]", "[\"\"]", "[\"" + "a".repeat(33) + "\"]", "[1]")) {
      String error = invalid("{\"node\":{\"labels\":" + wrong + "}}").errors().toString();
      assertTrue(error.contains("allowed is a list of labels, each of 1 to 32 lower-case"), error);
    }
  }

  @Test
  void tlsNeedsBothFilesAndFilesThatAreThere() {
    var errors =
        invalid(
                "{\"externalApi\": {\"tls\": {\"certificate\": \"/no/such.pem\"}, \"hostNames\": [1]}}")
            .errors();
    assertEquals(3, errors.size(), errors.toString());
  }

  @Test
  void remoteJmxIsOffUnlessConfigured() {
    assertTrue(valid("{}").config().jmx().enabled());
    assertTrue(
        valid("{\"jmx\": {\"remote\": {\"host\": \"::1\"}}}").config().jmx().remote().isEmpty());
  }

  @Test
  void remoteJmxNeedsEverythingAndSaysWhatIsMissing() {
    var errors = invalid("{\"jmx\": {\"remote\": {\"port\": 4193}}}").errors();
    assertEquals(
        List.of(
            "jmx.remote needs jmx.remote.passwordFile too: a file with a name and a password on"
                + " each line; or leave jmx.remote out",
            "jmx.remote needs jmx.remote.accessFile too: a file with a name and readonly or"
                + " readwrite on each line; or leave jmx.remote out",
            "jmx.remote needs jmx.remote.tls too: files in PEM as certificate and privateKey; or"
                + " leave jmx.remote out"),
        errors.stream().map(Problem::message).toList());
    assertEquals("c:1:21", errors.getFirst().where());
  }

  @Test
  void remoteJmxListensOnOneAddressOnly() {
    for (String host : List.of("0.0.0.0", "::", "*")) {
      var errors = invalid("{\"jmx\": {\"remote\": {\"host\": \"" + host + "\"}}}").errors();
      assertEquals(1, errors.size(), errors.toString());
    }
  }

  @Test
  void namesTheVariableThatIsWrong() {
    var read = ConfigReader.read("c", "{}", environment(Map.of("OTTO_EXTERNAL_API_PORT", "http")));
    assertEquals(
        "OTTO_EXTERNAL_API_PORT: externalApi.port is \"http\"; allowed is a whole number from 0 to"
            + " 65535",
        assertInstanceOf(ConfigResult.Broken.class, read).errors().getFirst().toString());
  }

  @Test
  void aDatabaseOnAServerIsOneAddressWithoutSecrets() {
    String text =
        """
        {"database": {"url": "jdbc:postgresql://db,other:5433/otto?sslmode=verify-full",
          "user": "otto", "password": "sesame"}}""";
    OttoConfig config = valid(text).config();
    var database = config.database().orElseThrow();
    assertEquals("jdbc:postgresql://db,other:5433/otto?sslmode=verify-full", database.url());
    assertEquals("sesame", database.password().orElseThrow());
    assertEquals(10, database.maxConnections());
    assertFalse(config.toString().contains("sesame"), config.toString());
    for (String url :
        List.of(
            "jdbc:postgresql://otto:sesame@db/otto",
            "jdbc:postgresql://db/otto?ssl=true&password=sesame",
            "jdbc:postgresql://db/otto?user=sesame",
            "postgresql://db/sesame")) {
      String error = invalid("{\"database\": {\"url\": \"" + url + "\"}}").errors().toString();
      assertTrue(error.contains("database.url is not right; allowed is an address of"), error);
      assertFalse(error.contains("sesame"), error);
    }
  }

  @Test
  void aDatabaseOnAServerNeedsItsAddressAndOnePassword() {
    String alone = invalid("{\"database\": {\"user\": \"otto\"}}").errors().toString();
    assertTrue(alone.contains("database.url"), alone);
    String both =
        """
        {"database": {"url": "jdbc:postgresql://db/otto", "password": "sesame",
          "passwordFile": "/etc/hostname"}}""";
    String twice = invalid(both).errors().toString();
    assertTrue(twice.contains("leave one of the two out"), twice);
    assertFalse(twice.contains("sesame"), twice);
    var overridden = environment(Map.of("OTTO_DATABASE_PASSWORD", "other"));
    String inFile = both.replace("\"password\": \"sesame\",", "");
    var read =
        assertInstanceOf(ConfigResult.Valid.class, ConfigReader.read("c", inFile, overridden));
    assertEquals("other", read.config().database().orElseThrow().password().orElseThrow());
  }

  @Test
  void theHomeMovesEverythingAndTheConfigurationMayLieElsewhere() {
    var moved = OttoPaths.of(environment(Map.of("OTTO_HOME", "/x")));
    assertEquals(Path.of("/x/config.jsonc"), moved.config());
    assertEquals(Path.of("/x/data/otto-state.db"), moved.database());
    var apart = OttoPaths.of(environment(Map.of("OTTO_HOME", "/x", "OTTO_CONFIG", "/y/c.jsonc")));
    assertEquals(Path.of("/y/c.jsonc"), apart.config());
    var usual = OttoPaths.of(environment(Map.of()));
    assertEquals(Path.of("/home/me/.config/otto/config.jsonc"), usual.config());
    assertEquals(Path.of("/home/me/.otto/secrets/internal-api.token"), usual.token());
  }

  @Test
  void obeysTheHomeOfTheConfigurationUnlessAVariableMovesIt() throws IOException {
    Path config = Files.writeString(folder.resolve("c.jsonc"), "{\"ottoHome\": \"/srv/otto\"}");
    var paths = OttoPaths.of(environment(Map.of("OTTO_CONFIG", config.toString())));
    assertEquals(Path.of("/srv/otto"), paths.home());
    var moved = Map.of("OTTO_CONFIG", config.toString(), "OTTO_HOME", "/x");
    assertEquals(Path.of("/x"), OttoPaths.of(environment(moved)).home());
    Files.writeString(config, "{\"ottoHome\": \"~/otto\"}");
    assertEquals(
        Path.of("/home/me/otto"),
        OttoPaths.of(environment(Map.of("OTTO_CONFIG", config.toString()))).home());
    var errors = invalid("{\"ottoHome\": \"otto\"}").toString();
    assertTrue(errors.contains("ottoHome is \"otto\"; allowed is an absolute path"), errors);
  }

  @Test
  void readsTheConfigurationOfTheNodeOttoAndNamesWhatItDoesNotUse() throws IOException {
    Path file = Path.of("src/test/resources/node-home/config.jsonc");
    var read = valid(Files.readString(file));
    assertEquals(URI.create("http://127.0.0.1:4117"), read.config().opencode().url());
    assertEquals(
        List.of("c:8:3: telegram is kept but not used: this Otto has neither Telegram nor voice"),
        read.warnings().stream().map(Problem::toString).toList());
  }

  @Test
  void saysOfTheKeysOfTheNodeOttoWhatTheyDoHere() {
    var read =
        valid(
            """
            {"version": 1, "ottoHome": "/srv/otto",
             "opencode": {"hostname": "example.org", "port": 9}}
            """);
    assertEquals(List.of(), read.warnings());
    assertEquals(
        List.of(
            "c:1:2: version is of the Node.js Otto; this one needs none",
            "c:1:16: ottoHome is where Otto keeps its files, unless OTTO_HOME moves them",
            "c:2:15: opencode.hostname makes opencode.url http://example.org:9, as in the Node.js"
                + " Otto",
            "c:2:42: opencode.port makes opencode.url http://example.org:9, as in the Node.js"
                + " Otto"),
        read.notes().stream().map(Problem::toString).toList());
    assertTrue(
        valid("{\"opencode\": {\"url\": \"http://a:1\", \"port\": 9}}")
            .notes()
            .toString()
            .contains("opencode.port has no effect beside opencode.url"));
  }

  @Test
  void judgesWhatAVariableOverrides() {
    var variables =
        Map.of("OTTO_EXTERNAL_API_PORT", "0", "OTTO_OPENCODE_PASSWORD", "x", "OTTO_HOME", "/x");
    var text = "{\"externalApi\": {\"port\": \"4191\"}, \"opencode\": {\"password\": 7654}}";
    var read =
        assertInstanceOf(
            ConfigResult.Valid.class, ConfigReader.read("c", text, environment(variables)));
    assertEquals(
        List.of(
            "c:1:60: opencode.password is not right; allowed is text; it has no effect only while"
                + " OTTO_OPENCODE_PASSWORD is set",
            "c:1:26: externalApi.port is \"4191\"; allowed is a whole number from 0 to 65535; it"
                + " has no effect only while OTTO_EXTERNAL_API_PORT is set"),
        read.warnings().stream().map(Problem::toString).toList());
    var right = ConfigReader.read("c", text.replace("\"4191\"", "4191"), environment(variables));
    assertEquals(
        List.of("c:1:18: externalApi.port has no effect, because OTTO_EXTERNAL_API_PORT is set"),
        assertInstanceOf(ConfigResult.Valid.class, right).notes().stream()
            .map(Problem::toString)
            .toList());
  }

  @Test
  void hostNamesHaveNeitherSchemePortNorPath() {
    for (String name : List.of("https://a.example", "a.example:443", "a.example/otto", "")) {
      String section = "{\"controlPlane\": {\"hostNames\": [\"" + name + "\"]}}";
      var errors = invalid(section).errors().toString();
      assertTrue(errors.contains("at the root of a host"), errors);
    }
    valid("{\"controlPlane\": {\"hostNames\": [\"a.example\", \"::1\"]}}");
  }

  @Test
  void anAddressOfOpenCodeComesBeforeItsParts() {
    assertEquals(
        URI.create("http://[::1]:9"),
        valid("{\"opencode\": {\"hostname\": \"::1\", \"port\": 9}}").config().opencode().url());
    assertEquals(
        URI.create("http://a:1"),
        valid("{\"opencode\": {\"url\": \"http://a:1\", \"port\": 9}}").config().opencode().url());
  }

  @Test
  void schemaAndSampleKnowTheSameKeysWithTheSameDefaultsAsTheReader() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(sample("config.schema.json"));
    var fromSchema = new TreeSet<String>();
    leaves("", schema, fromSchema);
    var fromSample = new TreeSet<String>();
    valuesOf("", Jsonc.parse(sample("config.jsonc")).root(), fromSample);
    fromSample.remove("$schema=./config.schema.json");
    assertEquals(fromSchema, fromSample);
  }

  private static void leaves(String path, JsonNode schema, Set<String> into) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              if (property.getValue().has("properties")) {
                leaves(path + property.getKey() + ".", property.getValue(), into);
              } else if (property.getValue().has("default")) {
                into.add(path + property.getKey() + "=" + text(property.getValue().get("default")));
              }
            });
  }

  private static String text(JsonNode value) {
    return value.isArray() ? value.toString() : value.asText();
  }

  private static void valuesOf(String path, Jsonc.Node node, Set<String> into) {
    switch (node) {
      case Jsonc.ObjectNode(_, _, var members) ->
          members.forEach(
              member ->
                  valuesOf(
                      path.isEmpty() ? member.name() : path + "." + member.name(),
                      member.value(),
                      into));
      case Jsonc.ArrayNode(_, _, var items) -> into.add(path + "=" + items);
      case Jsonc.StringNode(_, _, var text) -> into.add(path + "=" + text);
      case Jsonc.PlainNode(_, _, var literal) -> into.add(path + "=" + literal);
      case Jsonc.NullNode _ -> into.add(path + "=null");
    }
  }

  @Test
  void theSampleOfAClusterIsValid(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("tls"));
    for (String file : List.of("database-password", "tls/node.pem", "tls/node.key")) {
      Files.writeString(folder.resolve(file), "x");
    }
    var config = valid(sample("cluster/config.jsonc").replace("/etc/otto/", folder + "/"));
    assertEquals(List.of(), config.warnings());
    assertTrue(config.config().database().isPresent());
    assertTrue(config.config().externalApi().tls().isPresent());
  }

  private static String sample(String name) throws IOException {
    return Files.readString(Path.of("../config-samples", name));
  }

  private static ConfigResult.Valid valid(String text) {
    return assertInstanceOf(
        ConfigResult.Valid.class, ConfigReader.read("c", text, environment(Map.of())));
  }

  private static ConfigResult.Broken invalid(String text) {
    return assertInstanceOf(
        ConfigResult.Broken.class, ConfigReader.read("c", text, environment(Map.of())), text);
  }

  private static Environment environment(Map<String, String> variables) {
    return new Environment(
        variables,
        Path.of("/home/me"),
        InstantSource.system(),
        ZoneId.of("UTC"),
        RandomGenerator.getDefault());
  }
}
