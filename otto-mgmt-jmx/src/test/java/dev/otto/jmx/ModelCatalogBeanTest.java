package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobBuilder;

class ModelCatalogBeanTest {
  private static final String BEAN = "ModelCatalog";

  @TempDir private Path folder;
  private OfferedModels openCode;
  private Application application;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c/d", "picture");
    application = Application.start(folder, openCode);
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    openCode.close();
  }

  @Test
  void showsTheCatalogInForce() throws Exception {
    assertArrayEquals(
        new String[] {"p/a", "p/b", "p/c/d", "p/picture"},
        (String[]) application.get(BEAN, "Models"));
    assertEquals(4, application.get(BEAN, "Count"));
    assertEquals("network", application.get(BEAN, "Source"));
    assertEquals(openCode.url(), application.get(BEAN, "Address"));
    assertEquals(1L, application.get(BEAN, "Version"));
    assertEquals("p/a", application.get(BEAN, "GlobalDefault"));
    assertEquals("", application.get(BEAN, "LastRefreshError"));
    assertEquals(false, application.get(BEAN, "Stale"));
    assertTrue((long) application.get(BEAN, "AgeSeconds") >= 0);
    assertEquals(
        application.models().catalog().snapshot().updatedAt(),
        Instant.parse((String) application.get(BEAN, "UpdatedAt")));
  }

  @Test
  void aRefreshBringsTheNewListAndSaysSo() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    openCode.offer("a", "b", "e");

    assertEquals("3 models, 1 added, 2 removed", application.invoke(BEAN, "refresh"));
    assertEquals(3, application.get(BEAN, "Count"));
    assertEquals(2L, application.get(BEAN, "Version"));
    Notification told = heard.poll(20, SECONDS);
    assertEquals("dev.otto.catalog.refreshed", told.getType());
    assertEquals("p/e", Application.fact(told, "added"));
    assertEquals("p/c/d, p/picture", Application.fact(told, "removed"));
    assertTrue(heard.isEmpty(), heard.toString());
  }

  @Test
  void aRefreshOfThousandsTellsTheirNumberAndTheFirstFew() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    openCode.offer(
        IntStream.range(0, 5_000).mapToObj("another-%04d"::formatted).toArray(String[]::new));
    application.invoke(BEAN, "refresh");
    Notification told = heard.poll(60, SECONDS);
    assertEquals("5000", Application.fact(told, "addedCount"));
    assertEquals("4", Application.fact(told, "removedCount"));
    String added = Application.fact(told, "added");
    assertTrue(added.startsWith("p/another-0000, p/another-0001"), added);
    assertTrue(added.endsWith("p/another-0009 and 4990 more"), added);
  }

  @Test
  void aRefreshThatFailsKeepsTheListAndSaysWhy() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    openCode.fail();

    String why = Application.refusal(() -> application.invoke(BEAN, "refresh"));

    assertTrue(why.endsWith("; the previous list stays in use"), why);
    assertEquals(4, application.get(BEAN, "Count"));
    assertEquals("cache", application.get(BEAN, "Source"));
    assertEquals(true, application.get(BEAN, "Stale"));
    Notification told = heard.poll(20, SECONDS);
    assertEquals("dev.otto.catalog.refreshFailed", told.getType());
    assertEquals(application.get(BEAN, "LastRefreshError"), Application.fact(told, "error"));
  }

  @Test
  void aModelThatGoesIsReportedWithEveryoneWhoNamesIt() throws Exception {
    var defaults = application.models().flowDefaults();
    defaults.set(Flow.HEARTBEAT, Optional.of(ModelRef.of("p/b")));
    defaults.set(Flow.SCHEDULED_TASKS, Optional.of(ModelRef.of("p/a")));
    addJob("one", "p/b");
    addJob("two", "p/a");
    addJob("three", "b");
    BlockingQueue<Notification> heard = application.notifications(BEAN);

    openCode.offer("a", "picture");
    application.invoke(BEAN, "refresh");

    assertEquals("dev.otto.catalog.refreshed", heard.poll(20, SECONDS).getType());
    Notification told = heard.poll(20, SECONDS);
    assertEquals("dev.otto.catalog.modelRemoved", told.getType());
    assertEquals("p/b", Application.fact(told, "modelRef"));
    assertEquals("flow heartbeat, job DEFAULT.one", Application.fact(told, "usedBy"));
    assertEquals("2", Application.fact(told, "usedByCount"));
    assertEquals(
        "p/b (OpenCode no longer offers it) is no longer in the catalog, but is still named by: flow"
            + " heartbeat, job DEFAULT.one",
        told.getMessage());
    assertEquals("gone", Application.fact(told, "reason"));
    assertArrayEquals(
        new String[] {"p/b (OpenCode no longer offers it)", "p/c/d (OpenCode no longer offers it)"},
        (String[]) application.get(BEAN, "LastRemoved"));
    assertTrue(heard.isEmpty(), heard.toString());
  }

  @Test
  void aModelThatGoesIsReportedWithTheChainsThatNameIt() throws Exception {
    var choice =
        new ModelChoice(
            Optional.of(ModelRef.of("p/a")),
            Optional.empty(),
            List.of(ModelRef.of("p/b")),
            ModelChoice.Policy.PREFER,
            List.of(),
            ModelChoice.OnFailure.STOP);
    application.models().flowDefaults().change(now -> now.with(Flow.HEARTBEAT, choice));
    BlockingQueue<Notification> heard = application.notifications(BEAN);

    openCode.offer("a");
    application.invoke(BEAN, "refresh");

    assertEquals("dev.otto.catalog.refreshed", heard.poll(20, SECONDS).getType());
    assertEquals("flow heartbeat", Application.fact(heard.poll(20, SECONDS), "usedBy"));
  }

  @Test
  void notificationsAreNumberedFromOneAndReadableByEveryClient() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    application.invoke(BEAN, "refresh");
    application.invoke(BEAN, "refresh");

    for (long number = 1; number <= 2; number++) {
      Notification told = ForeignClient.receive(heard.poll(20, SECONDS));
      assertEquals(number, told.getSequenceNumber());
      assertEquals(application.name(BEAN), told.getSource());
      assertEquals("4", Application.fact(told, "count"));
    }
  }

  @Test
  void findsModelsByWordsOfTheirReferenceOrName() throws Exception {
    assertArrayEquals(new String[] {"p/picture"}, search("THE pic"));
    assertArrayEquals(new String[] {"p/c/d"}, search("p/c"));
    assertArrayEquals(new String[] {}, search("the nothing"));
    assertEquals(4, search(" ").length);
    assertEquals(4, search(null).length);
  }

  private String[] search(String text) throws Exception {
    return (String[]) application.invoke(BEAN, "search", text);
  }

  @Test
  void saysWhetherThereIsAModel() throws Exception {
    assertEquals(true, application.invoke(BEAN, "contains", " p/b "));
    assertEquals(false, application.invoke(BEAN, "contains", "p/gone"));
    assertEquals(
        "\"gpt\" is not a model reference; write provider/model, for example openai/gpt-5, without"
            + " spaces",
        Application.refusal(() -> application.invoke(BEAN, "contains", "gpt")));
  }

  @Test
  void describesOneModel() throws Exception {
    var details = (CompositeData) application.invoke(BEAN, "describe", "p/b");
    assertEquals("The b", details.get("name"));
    assertEquals(1000L, details.get("contextLimit"));
    assertEquals(null, details.get("inputCost"));
    assertEquals(
        "The catalog has no model p/bb; near matches: p/b, p/a",
        Application.refusal(() -> application.invoke(BEAN, "describe", "p/bb")));
  }

  private void addJob(String name, String modelRef) throws Exception {
    application
        .scheduler()
        .addJob(
            JobBuilder.newJob(Jobs.Asking.class)
                .withIdentity(name)
                .usingJobData("otto.modelRef", modelRef)
                .storeDurably()
                .build(),
            true);
  }
}
