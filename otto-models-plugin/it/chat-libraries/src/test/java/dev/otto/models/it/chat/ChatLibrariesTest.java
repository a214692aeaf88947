package dev.otto.models.it.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.digest.LangChain4jJob;
import com.example.digest.SpringAiJob;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.otto.models.quartz.OttoModelsPlugin;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;

/** The jobs of docs/plugin.md that prompt with LangChain4j and Spring AI. */
class ChatLibrariesTest {
  private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]+)\"");

  @TempDir private Path folder;
  private final BlockingQueue<Object> ended = new LinkedBlockingQueue<>();
  private OfferedModels openCode;
  private HttpServer provider;
  private Scheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext("/v1/chat/completions", ChatLibrariesTest::complete);
    provider.start();
    System.setProperty(
        "com.example.provider", "http://127.0.0.1:" + provider.getAddress().getPort());
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "digests");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    String plugin = "org.quartz.plugin.otto.";
    properties.setProperty(plugin + "class", OttoModelsPlugin.class.getName());
    properties.setProperty(plugin + "openCodeUrl", openCode.url());
    properties.setProperty(plugin + "configFile", folder.resolve("models.jsonc").toString());
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.getListenerManager().addJobListener(new Results(ended));
    scheduler.start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
    provider.stop(0);
    openCode.close();
    System.clearProperty("com.example.provider");
  }

  @ParameterizedTest
  @ValueSource(classes = {LangChain4jJob.class, SpringAiJob.class})
  void theJobOfTheDocumentPromptsItsModelAndTheNextOneAfterASwitch(Class<? extends Job> type)
      throws Exception {
    assertStandsInTheDocument(type);
    assertEquals("the week, by a", run(type));
    Files.writeString(
        folder.resolve("models.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
    await().until(() -> run(type).equals("the week, by b"));
    assertEquals(
        "the week, by c", run(JobBuilder.newJob(type).usingJobData("otto.modelRef", "p/c")));
  }

  private static void assertStandsInTheDocument(Class<?> type) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java", type.getName().replace('.', '/') + ".java"));
    String method = source.substring(source.indexOf("  @Override"), source.lastIndexOf("}"));
    String document = Files.readString(Path.of("../../../docs/plugin.md"));
    assertTrue(document.contains(method.stripTrailing().stripIndent()), method);
  }

  private Object run(Class<? extends Job> type) throws Exception {
    return run(JobBuilder.newJob(type));
  }

  private Object run(JobBuilder job) throws Exception {
    scheduler.scheduleJob(job.build(), TriggerBuilder.newTrigger().build());
    Object result = ended.poll(60, SECONDS);
    return result == null ? "no end" : result;
  }

  /** Answers as an OpenAI-compatible provider, with the model that was asked for. */
  private static void complete(HttpExchange exchange) throws IOException {
    var model = MODEL.matcher(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    String name = model.find() ? model.group(1) : "nobody";
    byte[] answer =
        """
        {"id": "1", "object": "chat.completion", "created": 1, "model": "%1$s", "choices": [
          {"index": 0, "finish_reason": "stop",
           "message": {"role": "assistant", "content": "the week, by %1$s"}}],
         "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        """
            .formatted(name)
            .getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /** Hands over the result of each run, or its failure. */
  private static final class Results extends JobListenerSupport {
    private final BlockingQueue<Object> ended;

    Results(BlockingQueue<Object> ended) {
      this.ended = ended;
    }

    @Override
    public String getName() {
      return "results";
    }

    @Override
    public void jobWasExecuted(JobExecutionContext run, JobExecutionException failure) {
      ended.add(failure == null ? run.getResult() : failure);
    }
  }
}
