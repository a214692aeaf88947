package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The commands {@code budget …}: the most that may be spent, and the amounts spent of it. */
final class BudgetCommands {
  private static final String NONE = "none";
  private static final Set<String> KINDS = Set.of("flows", "providers", "jobs");

  private BudgetCommands() {}

  /** One limit of a budget: its key, the amount spent of it, and its words. */
  private enum Limit {
    USD_PER_DAY("usdPerDay", "usdToday", "$%s a day"),
    USD_PER_MONTH("usdPerMonth", "usdThisMonth", "$%s a month"),
    TOKENS_PER_DAY("tokensPerDay", "tokensToday", "%s tokens a day");

    private final String key;
    private final String spent;
    private final String words;

    Limit(String key, String spent, String words) {
      this.key = key;
      this.spent = spent;
      this.words = words;
    }
  }

  /** The command {@code budget show}, also the default of {@code budget}. */
  static final class Show extends Verb {
    Show(String description, String example) {
      super(description, example);
    }

    static Verb noun() {
      return new Show("Shows and changes what may be spent.", "ottoctl budget").withVerbs();
    }

    static Verb verb() {
      return new Show("Shows what may be spent, and what was spent of it.", "ottoctl budget show");
    }

    @Override
    public Integer call() {
      print(out(), api().budgets().body());
      return 0;
    }
  }

  /** The command {@code budget set}. */
  static final class SetBudget extends Verb {
    private static final int ATTEMPTS = 5;

    private final Argument<String> scope =
        place(
            String.class,
            "SCOPE",
            "all, or flows.FLOW, providers.PROVIDER or jobs.ID, such as flows.heartbeat");
    private final Argument<String> usdPerDay =
        text("--usd-per-day", "USD", "US dollars a day, or none");
    private final Argument<String> usdPerMonth =
        text("--usd-per-month", "USD", "US dollars a month, or none");
    private final Argument<String> tokensPerDay =
        text("--tokens-per-day", "N", "Tokens a day, or none");
    private final Argument<String> whenSpent =
        text("--when-spent", Known.MODEL, "The model to use once a limit is reached, or hold");
    private final Argument<Boolean> remove = flag("--remove", "Remove this budget");
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");

    SetBudget() {
      super(
          "Sets what may be spent; what is not given stays as it is.",
          "ottoctl budget set all --usd-per-day 20 --tokens-per-day 5000000",
          "ottoctl budget set flows.heartbeat --tokens-per-day 200000",
          "ottoctl budget set all --remove");
    }

    @Override
    public Integer call() {
      print(out(), changed(ATTEMPTS));
      if (dryRun.value()) {
        out().remark("dry run: nothing was changed");
      }
      return 0;
    }

    private JsonObject changed(int attempts) {
      OttoApi.Tagged read = api().budgets();
      JsonObject budgets = Fields.of(read.body()).in("budgets").object();
      change(budgets);
      var body = new JsonObject();
      body.add("budgets", budgets);
      try {
        return api().changeBudgets(body, ModelCommands.dryRun(dryRun.value()), read.tag());
      } catch (ApiException e) {
        if (!e.isOvertaken() || attempts == 1) {
          throw e;
        }
        return changed(attempts - 1);
      }
    }

    private void change(JsonObject budgets) {
      String[] path = scope.value().strip().split("\\.", 2);
      boolean all = path.length == 1 && path[0].equals("all");
      if (!all && (path.length == 1 || !KINDS.contains(path[0]) || path[1].isEmpty())) {
        throw ApiException.usage(
            "\"%s\" is no scope of a budget; use all, flows.FLOW, providers.PROVIDER or jobs.ID."
                .formatted(Fields.visible(scope.value())));
      }
      JsonObject owner = all ? budgets : Fields.of(budgets).in(path[0]).object();
      String key = all ? "all" : path[1];
      if (remove.value()) {
        owner.remove(key);
      } else {
        owner.add(key, changedBudget(Fields.of(owner).in(key).object()));
      }
      if (!all) {
        budgets.add(path[0], owner);
      }
    }

    private JsonObject changedBudget(JsonObject budget) {
      set(budget, "usdPerDay", usdPerDay);
      set(budget, "usdPerMonth", usdPerMonth);
      set(budget, "tokensPerDay", tokensPerDay);
      whenSpent.find().ifPresent(then -> budget.addProperty("whenSpent", then.strip()));
      return budget;
    }

    private static void set(JsonObject budget, String key, Argument<String> given) {
      given
          .find()
          .map(String::strip)
          .ifPresent(
              text ->
                  budget.add(
                      key,
                      text.equals(NONE) ? JsonNull.INSTANCE : new JsonPrimitive(amount(text))));
    }

    private static BigDecimal amount(String text) {
      try {
        return new BigDecimal(text);
      } catch (NumberFormatException e) {
        throw ApiException.usage(
            "\"%s\" is not an amount; give a number above 0, or none."
                .formatted(Fields.visible(text)));
      }
    }
  }

  private static void print(Output out, JsonObject answer) {
    List<Fields> accounts = Fields.of(answer).list("accounts");
    out.print(
        answer,
        () -> accounts.isEmpty() ? List.of("no budgets are set") : table(out, accounts),
        () ->
            accounts.stream()
                .flatMap(account -> rows(account).stream())
                .map(row -> tabs(row.toArray(String[]::new)))
                .toList(),
        () -> accounts.stream().map(BudgetCommands::scope).toList());
  }

  private static List<String> table(Output out, List<Fields> accounts) {
    var table = out.table("BUDGET", "LIMIT", "SPENT", "SHARE", "WHEN SPENT");
    accounts.forEach(
        account -> rows(account).forEach(row -> table.row(row.toArray(String[]::new))));
    return table.lines();
  }

  private static String scope(Fields account) {
    return account.find("key").map(key -> account.text("scope") + "." + key).orElse("all");
  }

  private static List<List<String>> rows(Fields account) {
    var rows = new ArrayList<List<String>>();
    Fields budget = account.in("budget");
    for (Limit limit : Limit.values()) {
      budget
          .find(limit.key)
          .ifPresent(
              most -> {
                double spent = Double.parseDouble(account.text(limit.spent));
                String share =
                    String.format(Locale.ROOT, "%.0f %%", 100 * spent / Double.parseDouble(most));
                rows.add(
                    List.of(
                        scope(account),
                        limit.words.formatted(plain(most)),
                        limit == Limit.TOKENS_PER_DAY
                            ? account.text(limit.spent)
                            : String.format(Locale.ROOT, "$%.4f", spent),
                        share,
                        budget.text("whenSpent")));
              });
    }
    return rows;
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }
}
