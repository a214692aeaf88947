package dev.otto.scheduler.transcript;

import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.util.List;

/** The route of a run's transcript. */
public final class TranscriptRoutes implements RouteGroup {
  private final Transcripts transcripts;

  public TranscriptRoutes(Transcripts transcripts) {
    this.transcripts = transcripts;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/external/runs/{runId}/transcript", this::read));
  }

  private Reply read(Call call) {
    String id = call.parameter("runId");
    return transcripts.find(id).map(Reply::streamed).orElseThrow(() -> none(id));
  }

  private ApiException none(String id) {
    if (!transcripts.isRun(id)) {
      return ApiException.notFound("Run not found: " + id);
    }
    return ApiException.notFound(
        transcripts.kept().isZero()
            ? "No transcripts are kept; runs.transcriptDays in config.jsonc is 0"
            : "Run %s has no transcript: nothing was said in it, or it is older than %d days"
                .formatted(id, transcripts.kept().toDays()));
  }
}
