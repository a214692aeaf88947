package dev.otto.scheduler.daemon;

import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import dev.otto.models.prompt.PromptBackend;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.node.NodeRepository;
import dev.otto.scheduler.run.Run;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions in the OpenCode of a node that is gone. Nodes have the same credentials for their
 * OpenCodes, as their configurations are the same.
 */
final class OpenCodeOfNode {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCodeOfNode.class);

  private final NodeRepository nodes;
  private final OttoConfig.OpenCode settings;
  private final Environment environment;

  OpenCodeOfNode(Services base) {
    nodes = new NodeRepository(base.database());
    settings = base.config().opencode();
    environment = base.environment();
  }

  /** Stores where the OpenCode of this node is, for the others, and which labels it has. */
  void announce(String node, Set<String> labels) {
    nodes.put(node, settings.url(), labels);
  }

  /**
   * Aborts and deletes the session of a run, so that a prompt that is sent in it later is refused.
   * One that cannot be reached stays; its run is not repeated in any case.
   */
  void endSession(Run run) {
    String session = String.valueOf(run.receipt().sessionId());
    String node = String.valueOf(run.receipt().node());
    boolean isGone =
        ask(
                node,
                client -> {
                  var unused = client.abort(session);
                  return client.delete(session);
                })
            .orElse(false);
    if (!isGone) {
      LOG.atWarn()
          .addKeyValue("event", "session_of_gone_node_stays")
          .addKeyValue("run", run.id())
          .log(
              "Session {} of run {} could not be deleted, since its OpenCode {} does not answer",
              session,
              run.id(),
              nodes.openCode(node).map(URI::toString).orElse("is not known and"));
    }
  }

  /** Asks the OpenCode of a node; empty where it is not known. */
  <T> Optional<T> ask(String node, Function<PromptBackend, T> question) {
    return nodes.openCode(node).map(url -> ask(url, question));
  }

  private <T> T ask(URI url, Function<PromptBackend, T> question) {
    var credentials =
        settings.password().map(password -> new Credentials(settings.username(), password));
    try (var client =
        new OpenCodeClient(
            new OpenCodeHttp(url, credentials),
            environment.clock(),
            environment.random().nextLong())) {
      return question.apply(client);
    }
  }
}
