package dev.otto.models.opencode;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.otto.models.opencode.PermissionRequest.RequestKind;
import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionAnswer.PermissionReply;
import dev.otto.models.prompt.PermissionPolicy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers OpenCode's requests while nobody watches, for the sessions of prompts in flight and their
 * subagents' sessions. Requests of others on the same OpenCode are left to them; only a request
 * whose session is gone, which nobody can wait for, is rejected whoever it belonged to.
 */
final class Permissions {
  private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);
  private static final int MAX_ANCESTORS = 20;

  /**
   * The reason sent with a rejection: with one the model continues; without one OpenCode ends the
   * prompt.
   */
  private static final String REASON =
      "Nobody watches this run, so nobody can allow it. Go on without it, and say in your answer"
          + " what you could not do.";

  private final OpenCodeApi api;
  private final Executor executor;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();
  private volatile boolean lookAgain;

  Permissions(OpenCodeApi api, Executor executor) {
    this.api = api;
    this.executor = executor;
  }

  /** A session whose requests are answered until it is closed. */
  final class Watched implements AutoCloseable {
    private static final int MAX_ANSWERS = 100;

    private final String sessionId;
    private final PermissionPolicy policy;
    private final Map<String, PermissionAnswer> answers = new LinkedHashMap<>();
    private boolean over;

    private Watched(String sessionId, PermissionPolicy policy) {
      this.sessionId = sessionId;
      this.policy = policy;
    }

    /** Returns the requests and answers so far, at most the first hundred. */
    synchronized List<PermissionAnswer> answers() {
      return List.copyOf(answers.values());
    }

    /** Rejects every further request, whatever the policy says. */
    synchronized void end() {
      over = true;
    }

    /**
     * Records an answer, once for each request, before it is sent, because the prompt may end with
     * it.
     */
    private synchronized Optional<PermissionReply> claim(PermissionRequest request) {
      boolean yes =
          policy == PermissionPolicy.ALLOW && !over && request.kind() == RequestKind.PERMISSION;
      PermissionReply reply = yes ? PermissionReply.ONCE : PermissionReply.REJECT;
      if (answers.size() >= MAX_ANSWERS) {
        return Optional.of(reply);
      }
      boolean first = answers.putIfAbsent(request.id(), request.answered(reply)) == null;
      return first ? Optional.of(reply) : Optional.empty();
    }

    private synchronized void unclaim(PermissionRequest request) {
      answers.remove(request.id());
    }

    @Override
    public void close() {
      watched.remove(sessionId, this);
    }
  }

  /** Answers the requests of a session by this policy until the result is closed. */
  Watched watch(String sessionId, PermissionPolicy policy) {
    var entry = new Watched(sessionId, policy);
    watched.put(sessionId, entry);
    lookAgain = true;
    return entry;
  }

  /** Answers a request on another thread, since the events' thread must not wait. */
  void asked(RequestKind kind, JsonValue request) {
    if (!watched.isEmpty()) {
      executor.execute(() -> answerAsked(PermissionRequest.read(kind, request)));
    }
  }

  /**
   * Answers the requests that arrived while nobody listened, or that could not be answered then.
   */
  void lookForMissed() {
    if (lookAgain) {
      lookAgain = !watched.isEmpty();
      executor.execute(this::answerPending);
    }
  }

  /**
   * Rejects the open requests of a session that is being ended and of its subagents; waits for it.
   */
  List<PermissionAnswer> rejectPending(String sessionId) {
    Watched known = watched.get(sessionId);
    if (known != null) {
      known.end();
      answerPending();
      return known.answers();
    }
    try (Watched brief = watch(sessionId, PermissionPolicy.REJECT)) {
      answerPending();
      return brief.answers();
    }
  }

  private void answerPending() {
    for (RequestKind kind : RequestKind.values()) {
      try {
        List<JsonValue> open = api.get(kind.path()).items();
        open.forEach(request -> answerOpen(PermissionRequest.read(kind, request)));
      } catch (IOException e) {
        LOG.debug("Cannot read the requests of OpenCode: {}", e.getMessage());
      }
    }
  }

  private void answerOpen(PermissionRequest request) {
    try {
      answer(request);
    } catch (OpenCodeApi.NotFoundException e) {
      reply(request, PermissionReply.REJECT);
    } catch (IOException e) {
      LOG.debug("Cannot find the session of a request of OpenCode: {}", e.getMessage());
    }
  }

  /** Answers a new request; if its session is not found, it belongs to another project. */
  private void answerAsked(PermissionRequest request) {
    try {
      answer(request);
    } catch (IOException e) {
      LOG.debug("Cannot find the session of a request of OpenCode: {}", e.getMessage());
    }
  }

  private void answer(PermissionRequest request) throws IOException {
    Optional<Watched> owner = owner(request.sessionId());
    if (owner.isPresent()) {
      answerFor(owner.get(), request);
    }
  }

  private void answerFor(Watched owner, PermissionRequest request) {
    Optional<PermissionReply> reply = owner.claim(request);
    if (reply.isPresent() && !reply(request, reply.get())) {
      owner.unclaim(request);
    }
  }

  /**
   * Finds the watched session; a subagent works in a session of its own below that of the prompt.
   */
  private Optional<Watched> owner(String sessionId) throws IOException {
    String id = sessionId;
    for (int i = 0; i < MAX_ANCESTORS && !id.isEmpty(); i++) {
      Watched found = watched.get(id);
      if (found != null) {
        return Optional.of(found);
      }
      id = api.get(OpenCodeApi.session(id)).at("parentID").text();
    }
    return Optional.empty();
  }

  /**
   * Sends the reply and reports whether the request is now answered, by this or by somebody else.
   */
  private boolean reply(PermissionRequest request, PermissionReply reply) {
    String path = request.kind().path() + "/" + OpenCodeApi.encoded(request.id());
    try {
      if (request.kind() == RequestKind.QUESTION) {
        api.post(path + "/reject", JsonValue.object(json -> {}));
      } else {
        api.post(path + "/reply", JsonValue.object(json -> write(json, reply)));
      }
      return true;
    } catch (OpenCodeApi.NotFoundException e) {
      return reply == PermissionReply.REJECT;
    } catch (IOException e) {
      LOG.warn(
          "OpenCode requested {} and did not accept the answer: {}",
          request.permission(),
          e.getMessage());
      return false;
    }
  }

  private static void write(JsonGenerator json, PermissionReply reply) throws IOException {
    json.writeStringField("reply", reply.key());
    if (reply == PermissionReply.REJECT) {
      json.writeStringField("message", REASON);
    }
  }
}
