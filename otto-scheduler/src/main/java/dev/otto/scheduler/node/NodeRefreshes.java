package dev.otto.scheduler.node;

import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import dev.otto.scheduler.models.NodeCatalogs;
import dev.otto.scheduler.models.NodeRefresh;
import dev.otto.scheduler.models.NodeRefresh.State;
import dev.otto.scheduler.node.RefreshRepository.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refreshes that nodes ask each other for, so that each has what its own OpenCode lists. A
 * request is a row for each node, which is told of it and also looks every 5 s.
 */
public final class NodeRefreshes implements NodeCatalogs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRefreshes.class);
  private static final long LOOK_EVERY_MILLIS = 5_000;
  private static final long LOOK_FOR_ANSWERS_EVERY_MILLIS = 100;

  private final Database database;
  private final RefreshRepository rows;
  private final Nodes nodes;
  private final Supplier<String> freshId;
  private final Duration patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-node-refresh").daemon().factory());
  private Subscription notices = () -> {};

  /**
   * Creates an instance that does nothing for others yet.
   *
   * @param patience how long the answers of others are waited for; more than an OpenCode may take
   */
  public NodeRefreshes(
      Database database, Nodes nodes, Supplier<String> freshId, Duration patience) {
    this.database = database;
    this.rows = new RefreshRepository(database);
    this.nodes = nodes;
    this.freshId = freshId;
    this.patience = patience;
  }

  /**
   * Does what others ask for from now on.
   *
   * @param beside runs at each look
   */
  public void start(CatalogService catalog, Runnable beside) {
    notices =
        database.onNotice(
            name -> {
              if (name.equals(RefreshRepository.NOTICE)) {
                soon(() -> answer(catalog));
              }
            });
    var unused =
        thread.scheduleWithFixedDelay(
            () ->
                attempt(
                    () -> {
                      answer(catalog);
                      beside.run();
                    }),
            LOOK_EVERY_MILLIS,
            LOOK_EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void soon(Runnable step) {
    try {
      thread.execute(() -> attempt(step));
    } catch (RejectedExecutionException e) {
      LOG.debug("Otto is stopping; a refresh for another node is dropped", e);
    }
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (DatabaseException e) {
      LOG.debug("Whether another node wants a refresh is looked for later", e);
    } catch (RuntimeException e) {
      LOG.error("A refresh for another node failed because of a defect", e);
    }
  }

  private void answer(CatalogService catalog) {
    for (Asked asked : rows.open(nodes.own(), patience)) {
      NodeRefresh outcome = catalog.refreshForAnother(asked.request());
      nodes.report();
      rows.answer(asked.id(), outcome);
    }
  }

  /** Asks all others that live, and does not wait for them. */
  public void tellOthers(String part) {
    var unused = askOthers(RefreshRequest.by(Actor.scheduler(part)), Optional.empty());
  }

  @Override
  public String own() {
    return nodes.own();
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public Optional<Supplier<List<NodeRefresh>>> askOthers(
      RefreshRequest request, Optional<String> only) {
    List<Node> wanted = others(node -> only.isEmpty() || only.get().equals(node));
    if (wanted.isEmpty() && only.filter(id -> !id.equals(own())).isPresent()) {
      return Optional.empty();
    }
    String id = freshId.get();
    Set<String> asked = wanted.stream().map(Node::id).collect(Collectors.toSet());
    List<String> live = wanted.stream().filter(Node::live).map(Node::id).toList();
    if (!live.isEmpty()) {
      rows.ask(id, live, request);
    }
    return Optional.of(
        () -> {
          awaitAnswers(id);
          return outcomes(others(asked::contains), rows.answers(id));
        });
  }

  private List<Node> others(Predicate<String> which) {
    return nodes.others().stream().filter(node -> which.test(node.id())).toList();
  }

  private void awaitAnswers(String id) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (rows.isAwaited(id) && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(LOOK_FOR_ANSWERS_EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<NodeRefresh> outcomes(List<Node> asked, List<NodeRefresh> answers) {
    return asked.stream()
        .map(
            node ->
                answers.stream()
                    .filter(it -> it.node().equals(node.id()))
                    .findFirst()
                    .orElseGet(() -> without(node)))
        .toList();
  }

  private NodeRefresh without(Node node) {
    var models = node.report().map(report -> report.models().size());
    return node.live()
        ? new NodeRefresh(
            node.id(),
            State.NO_ANSWER,
            models,
            Optional.of(
                "it did not answer within %d s; see its log".formatted(patience.toSeconds())))
        : new NodeRefresh(
            node.id(),
            State.GONE,
            models,
            Optional.of("it does not run; it asks its OpenCode when it starts"));
  }

  @Override
  public void close() {
    notices.close();
    thread.shutdownNow();
  }
}
