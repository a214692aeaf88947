package dev.otto.scheduler.assistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.CatalogCache;
import dev.otto.models.FailureCode;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Model;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Source;
import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeModels;
import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult;
import dev.otto.scheduler.assistant.AssistantAnswer.Answer;
import dev.otto.scheduler.assistant.AssistantAnswer.NoAnswer;
import dev.otto.scheduler.assistant.AssistantAnswer.NoModel;
import dev.otto.scheduler.budget.BudgetLedger;
import dev.otto.scheduler.budget.SpendingRepository;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.run.Warnings;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class AssistantTest {
  private static final ModelRef GLOBAL = ModelRef.of("acme/large");
  private static final ModelRef WANTED = ModelRef.of("acme/vendor/small:free");

  private volatile FlowDefaults defaults = FlowDefaults.none();
  private StandInOpenCode openCode;
  private ModelCatalog catalog;
  private Assistant assistant;
  private final List<Resolution> resolutions = new CopyOnWriteArrayList<>();
  private final List<AssistantAnswer> answers = new CopyOnWriteArrayList<>();

  private OpenCodeClient client;
  @Parameter private TestDatabase on;
  private Database database;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    openCode = StandInOpenCode.start().models(models(GLOBAL, WANTED));
    openCode.globalDefault(Optional.of(GLOBAL));
    var http = new OpenCodeHttp(openCode.url(), Optional.empty());
    catalog =
        new ModelCatalog(
            new OpenCodeModels(http),
            new CatalogCache(folder.resolve("cache.json")),
            InstantSource.system(),
            Duration.ofHours(24));
    catalog.start();
    client = new OpenCodeClient(http, InstantSource.system(), 1);
    database = on.open(folder);
    var budgets =
        new BudgetLedger(new SpendingRepository(database), InstantSource.system(), ZoneOffset.UTC);
    assistant =
        new Assistant(
            client,
            catalog::refresh,
            new ModelResolver(catalog::snapshot, () -> defaults),
            PermissionPolicy.REJECT,
            PromptLimits.of(Duration.ofSeconds(20)),
            budgets,
            new AssistantListener() {
              @Override
              public void resolved(Resolution resolution) {
                resolutions.add(resolution);
              }

              @Override
              public void sending(SentPrompt message) {}

              @Override
              public void prompted(SentPrompt message, PromptResult result) {}

              @Override
              public void answered(AssistantAnswer answer) {
                answers.add(answer);
              }
            });
  }

  @AfterEach
  void stop() {
    client.close();
    openCode.close();
    database.close();
  }

  @Test
  void asksTheModelOfItsFlowAndSaysWhich() {
    setDefault(WANTED);
    Answer answer = answered(assistant.ask("Good morning", Optional.empty()));
    assertEquals(Source.FLOW_DEFAULT, answer.resolution().source());
    assertEquals(WANTED, answer.served());
    assertTrue(answer.text().contains("Good morning"), answer.text());
    assertEquals(Map.of(WANTED.toString(), 1L), openCode.asked().models());
    assertEquals(List.of(answer), answers);
  }

  @Test
  void fallsBackToTheGlobalDefault() {
    setDefault(ModelRef.of("acme/gone"));
    Answer answer = answered(assistant.ask("Hello", Optional.empty()));
    assertEquals(Source.FALLBACK_GLOBAL_DEFAULT, answer.resolution().source());
    assertEquals(GLOBAL, answer.served());
    assertEquals(List.of(answer.resolution()), resolutions);
  }

  @Test
  void warnsOnceOfEachQuestionThatFellBackAndOfNoOther() {
    try (var warnings = new Warnings("model_fallback")) {
      setDefault(WANTED);
      answered(assistant.ask("Hello", Optional.empty()));
      assertEquals(0, warnings.count());
      setDefault(ModelRef.of("acme/gone"));
      Answer first = answered(assistant.ask("Hello", Optional.empty()));
      assertEquals(1, warnings.count());
      answered(assistant.ask("Again", Optional.of(first.sessionId())));
      assertEquals(2, warnings.count());
    }
  }

  @Test
  void asksNobodyWhenThereIsNoModel() {
    openCode.globalDefault(Optional.empty());
    catalog.refresh();
    assertInstanceOf(NoModel.class, assistant.ask("Hello", Optional.empty()));
    assertEquals(0, openCode.asked().sessionsMade());
  }

  @Test
  void goesOnInTheSameSession() {
    Answer first = answered(assistant.ask("One", Optional.empty()));
    Answer second = answered(assistant.ask("Two", Optional.of(first.sessionId())));
    assertEquals(first.sessionId(), second.sessionId());
    assertEquals(1, openCode.asked().sessionsMade());
  }

  @Test
  void answersEachOfSeveralQuestionsAtOnceInOneSession() {
    Answer first = answered(assistant.ask("Zero", Optional.empty()));
    openCode.delay(Duration.ofMillis(50));
    List<CompletableFuture<AssistantAnswer>> asked =
        Stream.of("One", "Two", "Three")
            .map(
                text ->
                    CompletableFuture.supplyAsync(
                        () -> assistant.ask(text, Optional.of(first.sessionId()))))
            .toList();
    List<String> answers =
        asked.stream().map(CompletableFuture::join).map(answer -> answered(answer).text()).toList();
    assertTrue(answers.get(0).contains("One"), answers.toString());
    assertTrue(answers.get(1).contains("Two"), answers.toString());
    assertTrue(answers.get(2).contains("Three"), answers.toString());
    assertEquals(1, openCode.asked().mostAtOnce());
  }

  @Test
  void asksAgainWithAFreshCatalogWhenOpenCodeKnowsTheModelNoLonger() {
    setDefault(WANTED);
    openCode.models(models(GLOBAL));
    Answer answer = answered(assistant.ask("Hello", Optional.empty()));
    assertEquals(Source.FALLBACK_GLOBAL_DEFAULT, answer.resolution().source());
    assertEquals(GLOBAL, answer.served());
  }

  @Test
  void tellsOfAFallbackOnceThoughTheFallbackIsRefused() {
    setDefault(ModelRef.of("acme/gone"));
    openCode.failure(FailureMode.REFUSES_PROMPTS);
    try (var warnings = new Warnings("model_fallback")) {
      assertInstanceOf(NoAnswer.class, assistant.ask("Hello", Optional.empty()));
      assertEquals(1, warnings.count());
    }
    assertEquals(1, resolutions.size());
  }

  @Test
  void tellsOnceOfAQuestionThatFallsBackOnlyAfterItsModelWasRefused() {
    setDefault(WANTED);
    openCode.models(models(GLOBAL));
    try (var warnings = new Warnings("model_fallback")) {
      answered(assistant.ask("Hello", Optional.empty()));
      assertEquals(1, warnings.count());
    }
    var sources = resolutions.stream().map(it -> ((Resolution.Resolved) it).source()).toList();
    assertEquals(List.of(Source.FLOW_DEFAULT, Source.FALLBACK_GLOBAL_DEFAULT), sources);
  }

  @Test
  void saysWhenTheSessionIsUnknown() {
    NoAnswer failed =
        assertInstanceOf(NoAnswer.class, assistant.ask("Hello", Optional.of("ses_nothing")));
    assertEquals(FailureCode.SESSION_UNKNOWN, failed.code());
  }

  @Test
  void leavesNoSessionBehindWhenTheFirstQuestionFails() {
    assertInstanceOf(NoAnswer.class, assistant.ask("Hello #status=401", Optional.empty()));
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  private void setDefault(ModelRef ref) {
    defaults = FlowDefaults.none().with(Flow.INTERACTIVE_ASSISTANT, Optional.of(ref));
  }

  private static Answer answered(AssistantAnswer answer) {
    return assertInstanceOf(Answer.class, answer, answer.toString());
  }

  private static List<Model> models(ModelRef... refs) {
    return Stream.of(refs).map(Model::named).toList();
  }
}
