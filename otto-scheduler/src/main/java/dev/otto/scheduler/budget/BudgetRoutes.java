package dev.otto.scheduler.budget;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Budgets;
import dev.otto.models.config.BrokenFileException;
import dev.otto.models.config.BudgetsText;
import dev.otto.models.config.Jsonc;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.budget.BudgetService.UpdateResult;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ETag;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.BudgetsAnswer;
import dev.otto.wire.ErrorAnswer.FieldError;
import dev.otto.wire.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The routes of budgets. */
public final class BudgetRoutes implements RouteGroup {
  private static final String BUDGETS = BudgetsText.KEY;

  private final BudgetService budgets;

  public BudgetRoutes(BudgetService budgets) {
    this.budgets = budgets;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/budgets", this::read), Route.put("/external/budgets", this::replace));
  }

  private Reply read(Call call) {
    return answer(budgets.ledger().budgets());
  }

  private Reply answer(Budgets shown) {
    var ledger = budgets.ledger();
    return Reply.ok(
            new BudgetsAnswer(
                BudgetJson.set(shown),
                ledger.current().accounts().stream().map(BudgetJson::account).toList(),
                ledger.zone().getId()))
        .with(tag(shown));
  }

  private static ETag tag(Budgets budgets) {
    return ETag.of(BudgetService.text(budgets));
  }

  private Reply replace(Call call) throws IOException {
    Budgets wanted = requested(call.requiredBody());
    Predicate<Budgets> expected =
        call.ifMatch()
            .<Predicate<Budgets>>map(tags -> current -> tag(current).isIn(tags))
            .orElse(current -> true);
    return switch (budgets.change(Actor.of(call), wanted, expected, call.dryRun())) {
      case UpdateResult.InForce(var now) -> answer(now);
      case UpdateResult.Superseded(var current) ->
          throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              "The budgets were changed in the meantime; read them again and repeat the change",
              List.of(),
              Map.of("ETag", tag(current).value()));
      case UpdateResult.Unusable(var scope, var key, var message) ->
          throw ApiException.invalid(
              BUDGETS + "." + scope.path() + "." + key, scope.path() + ": " + message);
      case UpdateResult.Refused(var message) -> throw ApiException.conflict(message);
    };
  }

  /** Reads the budgets by the rules of the file; a misspelt key must never be dropped silently. */
  private static Budgets requested(ObjectNode body) {
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(BUDGETS) && !name.equals("accounts") && !name.equals("timeZone")) {
                throw ApiException.invalid(
                    name, "There is no field " + name + "; the body holds budgets");
              }
            });
    if (!(body.get(BUDGETS) instanceof ObjectNode object)) {
      throw ApiException.invalid(BUDGETS, "budgets must be an object");
    }
    var problems = new ArrayList<FieldError>();
    try {
      Jsonc text = Jsonc.parse(object.toString());
      Budgets read =
          BudgetsText.read(
              text.root(),
              (offset, why) -> problems.add(new FieldError(BUDGETS, "budgets: " + why)));
      if (problems.isEmpty()) {
        return read;
      }
    } catch (BrokenFileException e) {
      throw ApiException.invalid(BUDGETS, e.problems().get(0).toString());
    }
    throw ApiException.invalid(problems);
  }
}
