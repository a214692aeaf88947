package dev.otto.scheduler.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The route that prices past work as if another model had done it. */
public final class WhatIfRoutes implements RouteGroup {
  private static final int DEFAULT_DAYS = 30;
  private static final int MAX_DAYS = 366;

  private final WhatIfRepository receipts;
  private final Supplier<CatalogSnapshot> catalog;
  private final Models.JobModels jobs;
  private final InstantSource clock;

  public WhatIfRoutes(
      WhatIfRepository receipts,
      Supplier<CatalogSnapshot> catalog,
      Models.JobModels jobs,
      InstantSource clock) {
    this.receipts = receipts;
    this.catalog = catalog;
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("/external/models/whatif", this::whatIf));
  }

  private Reply whatIf(Call call) throws IOException {
    ObjectNode body = call.requiredBody();
    ModelRef from = ReplaceRoutes.ref(body, "from");
    Model to = usable(ReplaceRoutes.ref(body, "to"));
    Instant since = clock.instant().minus(Duration.ofDays(days(body)));
    var whatIf = new WhatIf(from.toString(), catalog.get().find(from), to, jobs);
    return Reply.ok(whatIf.answer(receipts.takenBy(from, since), since));
  }

  private Model usable(ModelRef ref) {
    CatalogSnapshot models = catalog.get();
    ModelCheck check = ModelCheck.of(models, ref);
    return models
        .find(ref)
        .filter(_ -> check instanceof ModelCheck.Usable)
        .orElseThrow(() -> Models.refusal(check, "to"));
  }

  private static int days(ObjectNode body) {
    JsonNode value = body.path("sinceDays");
    if (value.isMissingNode() || value.isNull()) {
      return DEFAULT_DAYS;
    }
    if (!value.isInt() || value.intValue() < 1 || value.intValue() > MAX_DAYS) {
      throw ApiException.invalid("sinceDays", "sinceDays must be a number from 1 to " + MAX_DAYS);
    }
    return value.intValue();
  }
}
