package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.opencode.PermissionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionsTest {
  @TempDir Path data;
  private Instructions instructions;

  @BeforeEach
  void aFolder() throws IOException {
    Path profiles = Files.createDirectories(data.resolve("task-config/profiles"));
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
            new Instructions.Defaults(Duration.ofMinutes(10), "build", PermissionPolicy.REJECT));
  }

  @Test
  void theTypeIsTheInstructionWhereThereIsNoPrompt() {
    assertEquals(
        new Instruction.Ready(
            new Instruction(
                "tidy up", "build", null, PermissionPolicy.REJECT, Duration.ofMinutes(10))),
        instructions.read("tidy up", null, null));
  }

  @Test
  void thePayloadCountsBeforeTheProfile() {
    assertEquals(
        new Instruction.Ready(
            new Instruction(
                "Say hello", "chat", "Be brief.", PermissionPolicy.ALLOW, Duration.ofSeconds(5))),
        instructions.read("tidy", "{\"prompt\":\"Say hello\",\"timeoutSeconds\":5}", "brief"));
  }

  @Test
  void aJobMayBeStricterThanItsProfile() {
    var ready =
        assertInstanceOf(
            Instruction.Ready.class,
            instructions.read("tidy", "{\"permissions\":\"reject\"}", "brief"));
    assertEquals(PermissionPolicy.REJECT, ready.instruction().permissions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "../../secret", "..", "/etc/passwd", "a\\b", ""})
  void aMissingProfileSaysSoAndNoNameLeadsOutOfTheFolder(String id) {
    var unusable =
        assertInstanceOf(Instruction.Unusable.class, instructions.read("tidy", null, id));
    assertEquals("profile_missing", unusable.code());
  }

  @Test
  void aBrokenProfileNamesThePlace() {
    var unusable =
        assertInstanceOf(Instruction.Unusable.class, instructions.read("tidy", null, "broken"));
    assertEquals("instruction_invalid", unusable.code());
    assertTrue(unusable.message().contains("line 2"), unusable.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]",
        "{\"timeoutSeconds\":0}",
        "{\"prompt\":7}",
        "{\"agent\":\" \"}",
        "{\"permissions\":\"ask\"}",
        "nonsense"
      })
  void anOddPayloadIsRefused(String payload) {
    var unusable =
        assertInstanceOf(Instruction.Unusable.class, instructions.read("tidy", payload, null));
    assertEquals("instruction_invalid", unusable.code());
  }
}
