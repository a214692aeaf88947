package dev.otto.models.it;

import com.example.digest.DigestApplication;
import com.example.digest.DigestJob;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five minutes of docs/plugin.md, with its code, its properties and its file of defaults as
 * they stand there.
 */
class PluginPageTest {
  @TempDir private Path home;
  @AutoClose private OfferedModels openCode;
  private PluginPage page;

  @BeforeEach
  void start() throws Exception {
    page = PluginPage.read();
    openCode =
        new OfferedModels("a")
            .offerOf("anthropic", "claude-sonnet-4-5", "claude-haiku-4-5")
            .offerOf("openai", "gpt-5-mini");
    openCode.globalDefault("anthropic/claude-sonnet-4-5");
  }

  @Test
  void fiveMinutesEndWithASwitchedModel() throws Exception {
    page.assertHas(DigestJob.class, "@Override", "  }");
    page.assertHas(DigestApplication.class, "JobBuilder.newJob(DigestJob.class)\n", ";");
    try (var application = start(page.block("properties", "Two lines of"))) {
      application.awaitLine(announcement());
      application.awaitLine("anthropic prompts claude-sonnet-4-5: Summarise ...");
      application.awaitLine("openai prompts gpt-5-mini: Summarise ...");
      Files.writeString(defaults(), page.block("jsonc", "Write this into the file"));
      application.awaitLine("anthropic prompts claude-haiku-4-5: Summarise ...");
    }
  }

  @Test
  void valuesComeFromTheEnvironment() throws Exception {
    String lines =
        page.block("properties", "Two lines of") + page.block("properties", "## Settings");
    try (var application = start(lines, Map.of())) {
      application.awaitLine("environment variable OPENCODE_SERVER_PASSWORD, which is not set");
    }
    openCode.password("a password");
    var environment =
        Map.of("OPENCODE_URL", openCode.url(), "OPENCODE_SERVER_PASSWORD", "a password");
    try (var application = start(lines, environment)) {
      application.awaitLine("anthropic prompts claude-sonnet-4-5: Summarise ...");
    }
  }

  /**
   * Returns the log's line of the page, with the number and the places of this test; without the
   * version, which classes have in a jar only.
   */
  private String announcement() {
    return page.block("", "**3. Start it.**")
        .strip()
        .replace("0.2.0)", "")
        .replace("215 models", "4 models")
        .replace("http://127.0.0.1:4096", openCode.url())
        .replace("/home/me", home.toString());
  }

  private Path defaults() {
    return home.resolve(".config/my-application/models.jsonc");
  }

  private Application start(String lines) throws IOException {
    return start(lines + "org.quartz.plugin.otto.openCodeUrl = " + openCode.url(), Map.of());
  }

  private Application start(String lines, Map<String, String> environment) throws IOException {
    Path properties = home.resolve("quartz.properties");
    Files.writeString(
        properties,
        lines
            + """

            org.quartz.scheduler.instanceName = my-application
            org.quartz.threadPool.class = org.quartz.simpl.SimpleThreadPool
            org.quartz.threadPool.threadCount = 3
            """);
    return Application.start(
        environment,
        List.of("-Duser.home=" + home),
        Libraries.OF_PLAIN_QUARTZ,
        DigestApplication.class.getName(),
        properties.toString());
  }
}
