package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.prompt.PermissionPolicy;
import dev.otto.models.prompt.PermissionRule;
import dev.otto.models.prompt.PermissionRule.Action;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.scheduler.config.OttoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionsTest {
  private static final OttoConfig.Retry RETRY =
      new OttoConfig.Retry(
          2, Duration.ofSeconds(60), OttoConfig.Backoff.CONSTANT, Duration.ofHours(1));

  @TempDir Path data;
  private Path profiles;
  private Instructions instructions;

  @BeforeEach
  void aFolder() throws IOException {
    profiles = Files.createDirectories(data.resolve("task-config/profiles"));
    Files.writeString(
        profiles.resolve("brief.jsonc"),
        """
        {
          // how to say it
          "system": "Be brief.",
          "agent": "chat",
          "permissions": "allow",
          "timeoutSeconds": 30,
        }
        """);
    Files.writeString(profiles.resolve("broken.jsonc"), "{\n  \"system\": }");
    Files.writeString(data.resolve("secret.jsonc"), "{}");
    instructions =
        new Instructions(
            data,
            new Instructions.PromptDefaults(
                "build", PermissionPolicy.REJECT, PromptLimits.of(Duration.ofMinutes(10)), RETRY));
  }

  @Test
  void theTypeIsTheInstructionWhereThereIsNoPrompt() {
    assertEquals(
        new Instruction.Ready(
            new Instruction(
                "tidy up",
                "build",
                null,
                List.of(),
                PermissionPolicy.REJECT,
                PromptLimits.of(Duration.ofMinutes(10)),
                RETRY)),
        read("tidy up", null, null));
    assertEquals("tidy up", prompt("{\"timeoutSeconds\":60}"));
    assertEquals("tidy up", prompt("{}"));
  }

  @Test
  void thePayloadCountsBeforeTheProfile() {
    assertEquals(
        new Instruction.Ready(
            new Instruction(
                "Say hello",
                "chat",
                "Be brief.",
                List.of(),
                PermissionPolicy.ALLOW,
                PromptLimits.of(Duration.ofSeconds(5)),
                RETRY)),
        read("tidy", "{\"prompt\":\"Say hello\",\"timeoutSeconds\":5}", "brief"));
  }

  @Test
  void aProfileMayHaveAnyNameThatAJobMayGive() throws IOException {
    Files.writeString(profiles.resolve("_weekly report.jsonc"), "{\"agent\":\"chat\"}");
    var ready = assertInstanceOf(Instruction.Ready.class, read("tidy", null, "_weekly report"));
    assertEquals("chat", ready.instruction().agentName());
  }

  @Test
  void theLimitsOfAJobCountBeforeThoseOfTheConfiguration() {
    var ready =
        assertInstanceOf(
            Instruction.Ready.class,
            read(
                "tidy",
                "{\"maxSteps\":7,\"maxTokens\":1000,\"maxCostUsd\":0.5,"
                    + "\"firstTokenSeconds\":8,\"stallSeconds\":9}",
                null));
    assertEquals(
        new PromptLimits(
            Duration.ofMinutes(10),
            PromptLimits.ANSWER_BYTES,
            7L,
            1_000L,
            0.5,
            Duration.ofSeconds(8),
            Duration.ofSeconds(9)),
        ready.instruction().limits());
  }

  @Test
  void aJobSetsTheRetriesThatItWantsOtherwise() {
    var ready =
        assertInstanceOf(
            Instruction.Ready.class,
            read("tidy", "{\"retry\":{\"attempts\":5,\"backoff\":\"exponential\"}}", null));
    assertEquals(
        new OttoConfig.Retry(5, RETRY.delay(), OttoConfig.Backoff.EXPONENTIAL, RETRY.maxDelay()),
        ready.instruction().retry());
  }

  @Test
  void aJobMayBeStricterThanItsProfile() {
    var ready =
        assertInstanceOf(
            Instruction.Ready.class, read("tidy", "{\"permissions\":\"reject\"}", "brief"));
    assertEquals(PermissionPolicy.REJECT, ready.instruction().permissions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "../../secret", "..", "/etc/passwd", "a\\b", ""})
  void aMissingProfileSaysSoAndNoNameLeadsOutOfTheFolder(String id) {
    var unusable = assertInstanceOf(Instruction.InstructionError.class, read("tidy", null, id));
    assertEquals("profile_missing", unusable.code());
  }

  @Test
  void aBrokenProfileNamesThePlace() {
    var unusable =
        assertInstanceOf(Instruction.InstructionError.class, read("tidy", null, "broken"));
    assertEquals("instruction_invalid", unusable.code());
    assertTrue(unusable.message().contains("line 2"), unusable.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"timeoutSeconds\":0}",
        "{\"prompt\":7}",
        "{\"agent\":\" \"}",
        "{\"permissions\":\"ask\"}",
        "nonsense"
      })
  void anOddPayloadIsRefused(String payload) {
    var unusable =
        assertInstanceOf(Instruction.InstructionError.class, read("tidy", payload, null));
    assertEquals("instruction_invalid", unusable.code());
  }

  @Test
  void theDataOfATaskObeysTheProfileAlone() throws IOException {
    Files.writeString(
        profiles.resolve("reader.jsonc"), "{\"prompt\":\"Read.\",\"agent\":\"chat\"}");
    String data = "{\"item\":1,\"agent\":\"plan\",\"timeoutSeconds\":\"soon\"}";
    var ready = assertInstanceOf(Instruction.Ready.class, read("tidy", data, "reader"));
    assertEquals("chat", ready.instruction().agentName());
    assertEquals(Duration.ofMinutes(10), ready.instruction().limits().timeout());
    assertTrue(ready.instruction().prompt().startsWith("Read.\n\nCarry out this task:\n"));
    assertTrue(ready.instruction().prompt().contains(data));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"message\":\"Brief  me\",\"n\":1.50}", "[1]", "\"text\"", "7"})
  void aPayloadWithoutAPromptIsGivenToTheModelAsTheWholeTask(String payload) {
    String prompt = prompt(payload);
    assertTrue(
        prompt.contains(
            "{\"id\": \"the \\\"job\\\"\", \"type\": \"tidy up\", \"payload\": " + payload),
        prompt);
    assertTrue(prompt.contains("\"status\""), prompt);
  }

  @Test
  void aProfileOfTheNodeOttoBecomesRulesOverThoseOfItsBase() throws IOException {
    Files.writeString(
        profiles.resolveSibling("base.jsonc"),
        """
        {"version": 1,
         "base": {"opencode": {"permission": {"bash": "ask", "webfetch": "allow"}}},
         "lanes": {"scheduled": {"opencode": {"permission": {"bash": {"git *": "allow"}}}},
                   "interactive": {"opencode": {"mcp": {}}}}}
        """);
    Files.writeString(
        profiles.resolve("mail.jsonc"),
        """
        {"version": 1, "id": "mail",
         "laneOverrides": {"scheduled": {"opencode": { // comment
           "agent": {"assistant": {"tools": {"write": false, "webfetch": true}}},
           "permission": {"webfetch": "deny", "skill": {"*": "deny", "mail-*": "allow"}}}}}}
        """);
    assertEquals(
        List.of(
            rule("bash", "git *", Action.ALLOW),
            rule("webfetch", "*", Action.DENY),
            rule("skill", "*", Action.DENY),
            rule("skill", "mail-*", Action.ALLOW),
            rule("edit", "*", Action.DENY),
            rule("webfetch", "*", Action.ALLOW)),
        assertInstanceOf(Instruction.Ready.class, read("tidy", null, "mail"))
            .instruction()
            .rules());
    assertEquals(
        List.of(rule("bash", "git *", Action.ALLOW), rule("webfetch", "*", Action.ALLOW)),
        assertInstanceOf(Instruction.Ready.class, read("tidy", null, null)).instruction().rules());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"mcp\":{}}|opencode.mcp|profile_unsupported",
        "{\"agent\":{\"other\":{\"tools\":{\"bash\":false}}}}|agent.other|profile_unsupported",
        "{\"agent\":{\"assistant\":{\"model\":\"a/b\"}}}|assistant.model|profile_unsupported",
        "{\"agent\":{\"assistant\":{\"tools\":{\"bash\":\"no\"}}}}|tools.bash must be|instruction_invalid",
        "{\"permission\":{\"bash\":{\"*\":\"never\"}}}|permission.bash must be|instruction_invalid",
        "{\"permission\":[]}|permission must be an object|instruction_invalid"
      })
  void whatCannotBeObeyedIsNamed(String openCode, String named, String code) throws IOException {
    String profile = "{\"laneOverrides\":{\"scheduled\":{\"opencode\":" + openCode + "}}}";
    Files.writeString(profiles.resolve("odd.jsonc"), profile);
    var unusable = assertInstanceOf(Instruction.InstructionError.class, read("tidy", null, "odd"));
    assertEquals(code, unusable.code());
    assertTrue(unusable.message().contains(named), unusable.message());
  }

  private Instruction.InstructionResult read(
      String type, @Nullable String payload, @Nullable String profileId) {
    return instructions.read(new Instructions.Task("the \"job\"", type, payload), profileId);
  }

  private String prompt(String payload) {
    return assertInstanceOf(Instruction.Ready.class, read("tidy up", payload, null))
        .instruction()
        .prompt();
  }

  private static PermissionRule rule(String permission, String pattern, Action action) {
    return new PermissionRule(permission, pattern, action);
  }
}
