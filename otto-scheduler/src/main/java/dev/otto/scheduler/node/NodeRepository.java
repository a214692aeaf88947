package dev.otto.scheduler.node;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.prompt.BackendHealth;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.PartialModels;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of the nodes; who of them lives is in Quartz's tables, which only PostgreSQL has. */
public record NodeRepository(Database database) {
  /** Longer than a node that comes back after an upgrade needs. */
  private static final Duration KEPT = Duration.ofDays(7);

  /**
   * A check-in counts for its interval and 7.5 s of Quartz's, and what a node says of itself for
   * three times as long as it takes until it says it again. A trigger that was taken is counted as
   * long as its run may have no row yet.
   */
  static final String LIVE =
      """
      (SELECT count(*) FROM qrtz_scheduler_state WHERE instance_name = nodes.id
          AND last_checkin_time + checkin_interval + 7500
            >= CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint))
      """;

  private static final String OF_CLUSTER =
      """
      SELECT nodes.*,
        (SELECT max(last_checkin_time) FROM qrtz_scheduler_state WHERE instance_name = nodes.id)
          AS check_in,
      """
          + LIVE
          + """
         AS live,
        (SELECT count(*) FROM nodes AS it WHERE it.id = nodes.id
          AND reported_at - clock_offset + 30000
            >= CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)) AS heard,
        (SELECT count(*) FROM (
          SELECT job_id FROM runs
            WHERE state = 'running' AND node = nodes.id AND job_id NOT LIKE 'system-%'
          UNION SELECT job_name FROM qrtz_fired_triggers
            WHERE instance_name = nodes.id AND sched_name = 'otto-prompts') AS it) AS in_flight
      FROM nodes ORDER BY id
      """;

  private static final String OTHERS_OFFER =
      """
      SELECT id, CASE WHEN position(? IN chr(10) || catalog || chr(10)) > 0 THEN 1 ELSE 0 END
        AS offers
      FROM nodes WHERE id <> ? AND catalog IS NOT NULL AND
      """
          + LIVE
          + " > 0 ORDER BY id";

  private static final String OFFERS_LABEL =
      """
      SELECT count(*) FROM nodes
      WHERE position(? IN chr(10) || labels || chr(10)) > 0 AND drained = 0 AND
      """
          + LIVE
          + " > 0";

  private static final String ONLY_ONE =
      """
      SELECT coalesce((SELECT drained FROM nodes WHERE id = ?), 0) AS drained,
        (SELECT count(*) FROM runs WHERE state = 'running' AND job_id NOT LIKE 'system-%')
          AS in_flight
      """;

  /** Stores where the OpenCode of a node is, and which labels it has. */
  public void put(String node, URI openCode, Collection<String> labels) {
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    INSERT INTO nodes (id, opencode_url, labels) VALUES (?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET opencode_url = excluded.opencode_url,
                      labels = excluded.labels
                    """,
                    node,
                    openCode.toString(),
                    labels.stream().sorted().collect(Collectors.joining("\n"))));
  }

  /** Returns where the OpenCode of a node is; empty for one that is not known. */
  public Optional<URI> openCode(String node) {
    return database.read(
        tx ->
            tx.queryFirst(
                "SELECT opencode_url FROM nodes WHERE id = ?",
                row -> URI.create(row.text("opencode_url")),
                node));
  }

  /**
   * Returns what warns of models that only some nodes have, by what they said last of their
   * catalogs.
   *
   * @param catalog of the node of this process
   */
  public PartialModels partialModels(Supplier<CatalogSnapshot> catalog) {
    return new PartialModels(ref -> lacking(ref.toString(), catalog.get().find(ref).isPresent()));
  }

  /**
   * Returns the nodes whose catalogs lack a model that others have; empty if none has it, or there
   * are no other nodes.
   */
  private List<String> lacking(String model, boolean own) {
    return database.read(
        tx -> tx.node().map(node -> lacking(tx, node, model, own)).orElse(List.of()));
  }

  private static List<String> lacking(Tx tx, String node, String model, boolean own) {
    var offers = new TreeMap<String, Boolean>();
    tx.query(
            OTHERS_OFFER,
            row -> Map.entry(row.text("id"), row.flag("offers")),
            "\n" + model + "\n",
            node)
        .forEach(other -> offers.put(other.getKey(), other.getValue()));
    offers.put(node, own);
    return offers.containsValue(true)
        ? offers.entrySet().stream().filter(it -> !it.getValue()).map(Map.Entry::getKey).toList()
        : List.of();
  }

  /**
   * Reports whether a node of the cluster that lives and is not drained has a label; empty if there
   * is no cluster.
   */
  Optional<Boolean> offers(String label) {
    return database.read(
        tx -> tx.node().map(_ -> tx.queryNumber(OFFERS_LABEL, "\n" + label + "\n") > 0));
  }

  /** Reports whether a node starts no new prompts. */
  public boolean isDrained(String node) {
    return database.read(
            tx -> tx.queryNumber("SELECT count(*) FROM nodes WHERE id = ? AND drained = 1", node))
        > 0;
  }

  /**
   * Has a node start no new prompts, or start them again; false if it was so already, or is not
   * known.
   */
  static boolean drain(Tx tx, String node, boolean drained) {
    String update = "UPDATE nodes SET drained = ? WHERE id = ? AND drained <> ?";
    return tx.update(update, drained, node, drained) == 1;
  }

  /** Returns all nodes of a cluster. */
  List<Node> ofCluster() {
    return database.read(tx -> tx.query(OF_CLUSTER, NodeRepository::node));
  }

  /** Returns the node of this id where there is no other. */
  Node onlyOne(String id, Collection<String> labels) {
    return database
        .read(
            tx ->
                tx.queryFirst(
                    ONLY_ONE,
                    row ->
                        new Node(
                            id,
                            true,
                            Optional.empty(),
                            row.flag("drained"),
                            Math.toIntExact(row.number("in_flight")),
                            labels.stream().sorted().toList(),
                            Optional.empty(),
                            true),
                    id))
        .orElseThrow();
  }

  private static Node node(Row row) {
    return new Node(
        row.text("id"),
        row.flag("live"),
        Optional.ofNullable(row.timeOrNull("check_in")),
        row.flag("drained"),
        Math.toIntExact(row.number("in_flight")),
        Optional.ofNullable(row.textOrNull("labels")).stream().flatMap(String::lines).toList(),
        Optional.ofNullable(row.textOrNull("version")).map(version -> report(version, row)),
        row.flag("heard"));
  }

  private static NodeReport report(String version, Row row) {
    return new NodeReport(
        version,
        row.time("started_at"),
        health(row),
        row.text("catalog").lines().toList(),
        row.time("catalog_at"),
        Duration.ofMillis(row.number("clock_offset")),
        row.time("reported_at"));
  }

  private static BackendHealth health(Row row) {
    String problem = row.textOrNull("opencode_problem");
    return problem == null
        ? new BackendHealth.Up(row.text("opencode_version"), false)
        : new BackendHealth.Down(problem);
  }

  /** Stores what a node says of itself. */
  void report(String node, NodeReport report) {
    @Nullable String version =
        report.openCode() instanceof BackendHealth.Up up ? up.version() : null;
    @Nullable String problem =
        report.openCode() instanceof BackendHealth.Down(var message) ? message : null;
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    UPDATE nodes SET version = ?, started_at = ?, opencode_version = ?,
                      opencode_problem = ?, catalog = ?, catalog_at = ?, clock_offset = ?,
                      reported_at = ?
                    WHERE id = ?
                    """,
                    report.version(),
                    report.startedAt(),
                    version,
                    problem,
                    String.join("\n", report.models()),
                    report.refreshedAt(),
                    report.clockOffset().toMillis(),
                    report.at(),
                    node));
  }

  /** Forgets the nodes of a cluster that have been gone for long. */
  void forgetGone(Instant now) {
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    DELETE FROM nodes WHERE reported_at < ? AND NOT EXISTS
                      (SELECT 1 FROM qrtz_scheduler_state WHERE instance_name = nodes.id)
                    """,
                    now.minus(KEPT)));
  }
}
