package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.otto.models.FailureCode;
import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelRef;
import dev.otto.models.Removal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenCodeModelsTest {
  private static final String KEY = BigCatalog.KEY;
  private final Map<String, CannedResponse> answers = new HashMap<>();
  private HttpServer server;

  private record CannedResponse(int status, String type, String body) {}

  @BeforeEach
  void startServer() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.create(address, 0);
    server.createContext("/", this::answer);
    server.start();
    answerJson("/global/health", "{\"healthy\":true,\"version\":\"1.18.33\"}");
    answerJson("/config", "{\"model\":\"acme/one\",\"mcp\":{\"x\":{\"headers\":{\"k\":\"v\"}}}}");
    answerJson("/config/providers", providers("\"one\":{}"));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void readsTheListedFields() throws Exception {
    answerJson(
        "/config/providers",
        providers(
            """
            "deep/one:free@2~x":{"id":"deep/one:free@2~x","name":"One","status":"beta",
              "release_date":"2025-06","cost":{"input":0.25,"output":2,"cache":{"input":9}},
              "limit":{"context":128000,"output":4096},
              "capabilities":{"reasoning":true,"toolcall":true,"attachment":true,
                "input":{"text":false,"pdf":true,"image":true,"smell":true},
                "output":{"text":true,"audio":"loud","video":false}}}
            """));

    var listing = models().list();

    assertEquals(Optional.of(ModelRef.of("acme/one")), listing.globalDefault());
    assertEquals(
        new Model(
            ModelRef.of("acme/deep/one:free@2~x"),
            "One",
            Model.Limits.of(128_000, 4096),
            Model.Prices.of(0.25, 2),
            new Model.Abilities(
                true,
                true,
                List.of(),
                new Modalities(Set.of(Modality.PDF, Modality.IMAGE), Set.of(Modality.TEXT), true)),
            Optional.of("2025-06"),
            Optional.of("beta")),
        listing.models().get(0));
    assertEquals(
        List.of(Modality.IMAGE, Modality.PDF),
        List.copyOf(listing.models().get(0).abilities().modalities().takes()));
  }

  @Test
  void whatIsUnknownIsEmpty() throws Exception {
    var bare = onlyModel("\"limit\":{\"context\":0,\"output\":0},\"release_date\":\"\"");
    assertEquals(Model.named(ModelRef.of("acme/m")), bare);
  }

  @Test
  void aPriceOfZeroIsAPrice() throws Exception {
    assertEquals(OptionalDouble.of(0), onlyModel("\"cost\":{\"input\":0}").prices().input());
  }

  @Test
  void readsThePricesOfTheCache() throws Exception {
    Model model = onlyModel("\"cost\":{\"input\":1,\"cache\":{\"read\":0.1,\"write\":1.25}}");
    assertEquals(OptionalDouble.of(0.1), model.prices().cacheRead());
    assertEquals(OptionalDouble.of(1.25), model.prices().cacheWrite());
  }

  @Test
  void aModelThatAnswersInPicturesOnlyHasNoTextOutput() throws Exception {
    var model = onlyModel("\"capabilities\":{\"output\":{\"text\":false,\"image\":true}}");
    assertFalse(model.textOutput());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":[1,{\"x\":2}],\"status\":5,\"release_date\":{},\"limit\":\"big\",\"cost\":[1]",
        "\"limit\":{\"context\":\"1\",\"output\":-5},\"cost\":{\"input\":-1,\"output\":1e999}",
        "\"capabilities\":{\"output\":true,\"reasoning\":{},\"toolcall\":[]},\"cost\":null"
      })
  void aFieldOfAnotherTypeCountsAsAbsent(String fields) throws Exception {
    assertEquals(Model.named(ModelRef.of("acme/m")), onlyModel(fields));
  }

  @Test
  void anOddModelNeverCostsTheOthers() throws Exception {
    answerJson(
        "/config/providers",
        """
        {"default":{},"providers":[null,7,[{"id":"x"}],{},
          {"models":{"nameless":{}}},
          {"id":"with space","models":{"a":{}}},
          {"id":"a/b","models":{"c":{}}},
          {"models":{"late":{},"":{}," led":{},"x y":{},"z\\u0000":{},"no-object":3},"id":"acme"}]}
        """);

    var listing = models().list();

    assertEquals(
        List.of(ModelRef.of("acme/late")), listing.models().stream().map(Model::ref).toList());
    assertEquals(8, listing.skipped());
  }

  @Test
  void neitherAnEndlessIdNorOptionsWithoutAFloorCostTheOthers() throws Exception {
    String endless = "m".repeat(60_000);
    String deep = "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500);
    String models = "\"%s\":{},\"deep\":{\"options\":%s},\"good\":{}".formatted(endless, deep);
    answerJson(
        "/config/providers", "{\"providers\":[{\"id\":\"acme\",\"models\":{" + models + "}}]}");
    answerJson("/config", "{\"provider\":" + deep + ",\"model\":\"acme/good\"}");

    var listing = models().list();

    assertEquals(
        List.of(ModelRef.of("acme/deep"), ModelRef.of("acme/good")),
        listing.models().stream().map(Model::ref).toList());
    assertEquals(1, listing.skipped());
    assertEquals(Optional.of(ModelRef.of("acme/good")), listing.globalDefault());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"model\":null}",
        "{\"model\":\"gpt-5\"}",
        "{\"agent\":{\"model\":\"a/b\"}}"
      })
  void aGlobalDefaultThatIsNoReferenceIsUnset(String config) throws Exception {
    answerJson("/config", config);
    assertEquals(Optional.empty(), models().globalDefault());
  }

  @ParameterizedTest
  @CsvSource({
    "401, application/json, refuses, OPENCODE_UNAUTHORIZED",
    "400, application/json, correct OpenCode's own configuration and restart, OPENCODE_UNAVAILABLE",
    "500, application/json, see OpenCode's log, OPENCODE_UNAVAILABLE",
    "200, text/html;charset=utf-8, check the URL, OPENCODE_BAD_ANSWER",
    "200, application/json, broken JSON, OPENCODE_BAD_ANSWER",
  })
  void everyFailureNamesUrlCauseAndRemedyAndQuotesNothing(
      int status, String type, String hint, FailureCode code) {
    for (String path : new String[] {"/config", "/config/providers"}) {
      answers.put(path, new CannedResponse(status, type, "{\"a\":" + KEY + "}"));
      var failure = assertThrows(UnavailableException.class, () -> models().list());

      assertTrue(failure.getMessage().contains(uri().toString()), failure.getMessage());
      assertTrue(failure.getMessage().contains(hint), failure.getMessage());
      assertEquals(code, failure.code());
      var trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      assertFalse(trace.toString().contains(KEY), trace.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"200, text/html;charset=utf-8", "404, application/json"})
  void anOpenCodeWithoutHealthIsTooOld(int status, String type) {
    answers.put("/global/health", new CannedResponse(status, type, "{}"));
    answerJson("/config", "{}");
    var failure = assertThrows(UnavailableException.class, () -> models().list());
    assertTrue(failure.getMessage().contains("is older than 1.1.11"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{\"default\":{}}", "{\"providers\":{}}"})
  void anAnswerWithoutProvidersIsAFailure(String body) {
    answerJson("/config/providers", body);
    assertThrows(UnavailableException.class, () -> models().list());
  }

  @Test
  void tellsWhyModelsAreGone() throws Exception {
    answerJson(
        "/provider",
        """
        {"all":[null,7,{"id":"acme","key":"%s","options":{"apiKey":"%s"},
            "models":{"old/one:free":{"status":"deprecated"},"two":{"status":"active"},"odd":3}},
          {"models":{"late":{"status":"deprecated"}},"id":"last"},
          {"id":"off","models":{"three":{"status":"active"}}}],
         "default":{},"connected":[3,"acme","last"]}
        """
            .formatted(KEY, KEY));
    answerJson(
        "/config",
        """
        {"model":"a/b","provider":{"x":3,"acme":{"options":{"apiKey":"%s"},
            "models":{"hidden/one":{"status":"deprecated"},"two":{}}}}}
        """
            .formatted(KEY));
    var refs =
        List.of(
            ModelRef.of("acme/old/one:free"),
            ModelRef.of("acme/four"),
            ModelRef.of("acme/hidden/one"),
            ModelRef.of("last/late"),
            ModelRef.of("off/three"),
            ModelRef.of("nobody/five"));

    assertEquals(
        List.of(
            new Removal(refs.get(0), Removal.Reason.DEPRECATED),
            new Removal(refs.get(1), Removal.Reason.GONE),
            new Removal(refs.get(2), Removal.Reason.DEPRECATED),
            new Removal(refs.get(3), Removal.Reason.DEPRECATED),
            new Removal(refs.get(4), Removal.Reason.PROVIDER_DISCONNECTED),
            new Removal(refs.get(5), Removal.Reason.PROVIDER_DISCONNECTED)),
        models().explain(refs));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"all\":[]}", "{\"connected\":{}}"})
  void anAnswerThatDoesNotSayWhichProvidersAreConnectedExplainsNothing(String body) {
    answerJson("/provider", body);
    List<ModelRef> removed = List.of(ModelRef.of("acme/one"));
    assertThrows(UnavailableException.class, () -> models().explain(removed));
  }

  @Test
  void aServerThatAcceptsBeforeItIsReadyIsLeftSoon() throws Exception {
    try (var silent = ScriptedServer.fallingSilentAfter("")) {
      var failure =
          assertThrows(
              UnavailableException.class, () -> new OpenCodeModels(silent.client()).list());
      assertTrue(failure.getMessage().contains("still starting"), failure.getMessage());
      assertEquals(FailureCode.OPENCODE_TIMEOUT, failure.code());
      assertEquals(4, silent.requests().size());
    }
  }

  @Test
  void plantedKeysAreNotKept() throws Exception {
    var json = new ByteArrayOutputStream();
    BigCatalog.write(new PrintStream(json, false, UTF_8), 3, 4);
    answerJson("/config/providers", json.toString(UTF_8));

    var listing = models().list();

    assertEquals(12, listing.models().size());
    assertFalse(listing.toString().contains(KEY));
  }

  /** The whole process has less heap than the reading alone is allowed. */
  @Test
  void eightThousandModelsAreReadInAHeapOf32Megabytes() throws Exception {
    var json = new ByteArrayOutputStream();
    BigCatalog.write(new PrintStream(json, false, UTF_8), 200, 40);
    assertTrue(json.size() > 6_300_000, json.size() + " bytes");
    answerJson("/config/providers", json.toString(UTF_8));

    assertEquals("8000", readInHeapOf("32m"));
  }

  @Test
  void moreModelsThanOttoKeepsAreRefusedInASentence() throws Exception {
    var json = new StringBuilder(1 << 20);
    for (int i = 0; i <= ProvidersReader.MAX_MODELS; i++) {
      json.append(i == 0 ? "" : ",").append("\"m").append(i).append("\":{}");
    }
    answerJson("/config/providers", providers(json.toString()));
    var failure = assertThrows(UnavailableException.class, () -> models().list());
    assertTrue(failure.getMessage().contains("lists more than 50000 models"), failure.getMessage());
    answerJson("/config/providers", providers("\"" + "m".repeat(17 * 1024 * 1024) + "\":{}"));
    assertThrows(UnavailableException.class, () -> models().list());
  }

  private String readInHeapOf(String heap) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    var process =
        new ProcessBuilder(
                java, "-Xmx" + heap, "-cp", classes, BigCatalog.class.getName(), uri().toString())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private Model onlyModel(String fields) throws UnavailableException {
    answerJson("/config/providers", providers("\"m\":{" + fields + "}"));
    return models().list().models().get(0);
  }

  private static String providers(String models) {
    return "{\"providers\":[{\"id\":\"acme\",\"key\":\"k\",\"models\":{" + models + "}}]}";
  }

  private void answerJson(String path, String body) {
    answers.put(path, new CannedResponse(200, "application/json", body));
  }

  private OpenCodeModels models() {
    return new OpenCodeModels(new OpenCodeHttp(uri(), Optional.empty()));
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    var answer = answers.get(exchange.getRequestURI().getPath());
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(answer.status(), 0);
    try (var out = new GZIPOutputStream(exchange.getResponseBody())) {
      out.write(answer.body().getBytes(UTF_8));
    }
  }
}
