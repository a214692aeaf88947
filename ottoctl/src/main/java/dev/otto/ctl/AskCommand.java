package dev.otto.ctl;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ask}: one question on the interactive flow. */
@Command(
    name = "ask",
    description = "Asks the assistant; the model is the default of interactiveAssistant.",
    footer = {"", "Example: ottoctl ask \"What does the newest run of morning-news say?\""})
final class AskCommand extends Verb implements Callable<Integer> {
  @Parameters(paramLabel = "TEXT")
  private String text = "";

  @Option(
      names = "--session",
      paramLabel = "ID",
      description = "Goes on with an earlier conversation")
  private Optional<String> session = Optional.empty();

  @Override
  public Integer call() {
    var out = out();
    JsonObject answer = api().ask(text, session);
    var reply = Fields.of(answer);
    out.print(
        answer,
        () -> List.of(reply.text("text")),
        () -> List.of(reply.text("text")),
        () -> List.of(reply.text("sessionId")));
    out.remark(
        "%s (%s), %s/%s tokens; go on with --session %s"
            .formatted(
                reply.text("servedModelRef"),
                reply.in("model").text("source"),
                reply.text("inputTokens"),
                reply.text("outputTokens"),
                reply.text("sessionId")));
    return 0;
  }
}
