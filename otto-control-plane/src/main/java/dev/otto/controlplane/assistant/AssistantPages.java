package dev.otto.controlplane.assistant;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.session.Session;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AssistantReply;
import dev.otto.wire.Flow;
import dev.otto.wire.RunContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages of the assistant: questions and answers. */
public final class AssistantPages implements RouteGroup {
  private static final Logger LOG = LoggerFactory.getLogger(AssistantPages.class);
  private static final String PATH = "/assistant";
  private static final String TEXT = "text";
  private static final String RUN = "run";
  private static final int LONGEST = 100_000;

  /**
   * The longest wait in one request, shorter than the timeouts of proxies between a browser and
   * this server.
   */
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private final OttoApi otto;
  private final Pages pages;
  private final InstantSource clock;
  private final Map<Session, Conversation> conversations =
      Collections.synchronizedMap(new WeakHashMap<>());

  public AssistantPages(OttoApi otto, Pages pages, InstantSource clock) {
    this.otto = otto;
    this.pages = pages;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, this::talk),
        Route.post(PATH, this::ask),
        Route.post(PATH + "/new", this::beginAnew));
  }

  private Reply talk(Call call) {
    Conversation conversation = about(call, call.query(RUN));
    if (call.query().has("wait")) {
      conversation.awaitAnswer(MAX_WAIT);
    }
    var state = conversation.state();
    var unanswered = state.unanswered();
    Fields fields = fields(unanswered == null ? "" : unanswered.question());
    if (unanswered != null) {
      fields.reject(TEXT, unanswered.problem());
    }
    return show(call, 200, conversation, fields);
  }

  private Reply ask(Call call) {
    String text = call.form().typed(TEXT);
    Conversation conversation = about(call, call.form().value(RUN));
    if (text.isBlank() || text.length() > LONGEST) {
      String problem =
          text.isBlank()
              ? "Enter a question first."
              : "The question is longer than " + LONGEST + " characters; shorten it.";
      return show(call, 422, conversation, fields(text).reject(TEXT, problem));
    }
    long seen =
        call.form()
            .value("number")
            .filter(it -> it.matches("\\d{1,9}"))
            .map(Long::valueOf)
            .orElse(-1L);
    if (conversation.begin(text, seen, clock.millis())) {
      conversations.put(PageRequest.session(call), conversation);
      var session = conversation.sessionId();
      Thread.ofVirtual().name("assistant").start(() -> answer(conversation, text, session));
      return sent(call, conversation);
    }
    return wasTaken(conversation.state(), text)
        ? sent(call, conversation)
        : show(
            call,
            422,
            conversation,
            fields(text)
                .reject(
                    TEXT,
                    "The conversation continued in another window; send the question"
                        + " again if it still fits."));
  }

  /**
   * Answers a sent question; with the script the page shows the wait at once, without it the
   * browser waits.
   */
  private static Reply sent(Call call, Conversation conversation) {
    if (!PageRequest.wantsPart(call)) {
      conversation.awaitAnswer(MAX_WAIT);
    }
    return Reply.seeOther(PATH);
  }

  /** Reports whether the text is the latest question, sent twice. */
  private static boolean wasTaken(Conversation.State state, String text) {
    if (state.pending() != null) {
      return state.pending().question().equals(text);
    }
    return !state.turns().isEmpty() && state.turns().getLast().question().equals(text);
  }

  private void answer(Conversation conversation, String text, Optional<String> session) {
    long begun = clock.millis();
    try {
      Optional<String> about =
          session.isPresent() ? Optional.empty() : conversation.about().map(RunContext::runId);
      switch (otto.ask(text, session, about)) {
        case Result.Ok<AssistantReply>(var reply, _) ->
            conversation.answered(Turn.of(text, reply, clock.millis() - begun), reply.sessionId());
        case Result.Failure<AssistantReply> failure ->
            conversation.failed(text, "No answer: " + failure.message());
      }
    } catch (RuntimeException e) {
      LOG.error("A question to the assistant failed", e);
      conversation.failed(
          text, "No answer because of an internal error; see the control plane's log.");
    }
  }

  private Reply beginAnew(Call call) {
    conversations.remove(PageRequest.session(call));
    return Reply.seeOther(PATH);
  }

  private Reply show(Call call, int status, Conversation conversation, Fields fields) {
    var model = otto.resolveFlow(Flow.INTERACTIVE_ASSISTANT).found();
    var view = AssistantView.of(conversation, fields, model);
    return pages.page(call, status, Nav.ASSISTANT, "Assistant", "assistant/assistant.jte", view);
  }

  private static Fields fields(String text) {
    return Fields.of(Map.of(TEXT, text));
  }

  private Conversation of(Call call) {
    return conversations.computeIfAbsent(
        PageRequest.session(call), session -> new Conversation(Optional.empty()));
  }

  /** Returns the conversation about this run; a new one, unless the present one is about it. */
  private Conversation about(Call call, Optional<String> runId) {
    Conversation present = of(call);
    return runId.isEmpty() || present.isAbout(runId.get())
        ? present
        : new Conversation(Optional.of(otto.runContext(runId.get()).orThrow()));
  }
}
