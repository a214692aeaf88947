package dev.otto.ctl.command;

import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command {@code complete}, called by the completion scripts as a person types. Prints one
 * value per line, and nothing if Otto does not answer at once.
 */
final class CompleteCommand extends Verb {
  private static final Duration DEADLINE = Duration.ofMillis(200);

  private final Argument<Known> kind = place(Known.class, "KIND");
  private final Argument<String[]> line =
      takes(
          new Argument<>(
              PositionalParamSpec.builder()
                  .index("1..*")
                  .type(String[].class)
                  .arity("0..*")
                  .paramLabel("WORD")
                  .build()));

  CompleteCommand() {
    super(
        "Prints what completes an argument; for the completion scripts.", "ottoctl complete TASK");
    spec().usageMessage().hidden(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    var answer = new FutureTask<>(this::values);
    Thread.ofPlatform().daemon().start(answer);
    try {
      var out = spec().commandLine().getOut();
      answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS).forEach(out::println);
    } catch (ExecutionException | TimeoutException noAnswer) {
      // Somebody is typing: a message would only be in the way.
    }
    return 0;
  }

  private List<String> values() {
    OttoApi api = context().apiOf(line.find().orElse(new String[0]));
    Stream<String> values =
        switch (kind.value()) {
          case TASK ->
              Fields.of(api.jobs(Map.of(), 1000)).list("jobs").stream().map(job -> job.text("id"));
          case RUN ->
              Fields.of(api.searchRuns(Map.of(), 50)).list("runs").stream()
                  .map(run -> run.text("id"));
          case MODEL -> models(api);
          case MODEL_OR_INHERIT -> Stream.concat(Stream.of("inherit"), models(api));
          case PROVIDER -> models(api).map(model -> model.replaceFirst("/.*", "")).distinct();
          case NODE -> Fields.of(api.nodes()).list("nodes").stream().map(node -> node.text("id"));
        };
    // A line is a value; what cannot be typed cannot be completed.
    return values.filter(value -> value.chars().noneMatch(Character::isISOControl)).toList();
  }

  private static Stream<String> models(OttoApi api) {
    return Fields.of(api.catalog(Map.of())).texts("models").stream();
  }
}
