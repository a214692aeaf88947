package dev.otto.scheduler.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;

/** What a test does to an Otto and its beans, and reads of them. */
final class BeansOfOtto {
  private BeansOfOtto() {}

  static Object read(MBeanServerConnection server, String type, String attribute)
      throws JMException, IOException {
    return server.getAttribute(name(type), attribute);
  }

  static void write(MBeanServerConnection server, String model) throws JMException, IOException {
    server.setAttribute(name("FlowDefaults"), new Attribute("ScheduledTasks", model));
  }

  static Object call(
      MBeanServerConnection server, String type, String operation, String... arguments)
      throws JMException, IOException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    return server.invoke(name(type), operation, arguments, signature);
  }

  static ObjectName name(String type) throws JMException {
    return new ObjectName("dev.otto:type=" + type + ",scheduler=otto");
  }

  static void add(Otto otto, String id, String prompt) {
    otto.jobs().create(JobFields.of(job(id, prompt)), Order.by(Actor.scheduler("test")));
  }

  static ObjectNode job(String id, String prompt) {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "t");
    job.put("scheduleType", "recurring").put("cadenceMinutes", 60).put("runAt", 1_000_000_000_000L);
    job.putObject("payload").put("prompt", prompt);
    return job;
  }

  static List<String> service(Otto otto) throws Exception {
    for (JsonNode service : get(otto, "/external/system/status").path("services")) {
      if (service.path("id").asText().equals("jmx")) {
        return texts(service, "status", "message");
      }
    }
    throw new AssertionError("the status does not name jmx");
  }

  static List<String> texts(JsonNode node, String... keys) {
    return List.of(keys).stream().map(key -> node.path(key).asText()).toList();
  }

  static JsonNode get(Otto otto, String path) throws Exception {
    return new ObjectMapper().readTree(text(otto, path));
  }

  static String text(Otto otto, String path) throws Exception {
    String token = Files.readString(otto.paths().token()).strip();
    var request =
        HttpRequest.newBuilder(URI.create(otto.address() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
