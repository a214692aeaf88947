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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** A command that changes one budget, whatever else changes meanwhile. */
  private abstract static class Change extends Verb {
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
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");

    Change(String description, String... examples) {
      super(description, examples);
    }

    /**
     * Changes a budget.
     *
     * @param owner the object that has it, or not
     * @param answer all that was read
     */
    abstract void change(JsonObject owner, String key, Fields answer);

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
      String[] path = path();
      JsonObject owner = path.length == 1 ? budgets : Fields.of(budgets).in(path[0]).object();
      change(owner, path[path.length - 1], Fields.of(read.body()));
      if (path.length > 1) {
        budgets.add(path[0], owner);
      }
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

    private String[] path() {
      String[] path = scope.value().strip().split("\\.", 2);
      boolean known =
          path.length == 1 ? path[0].equals("all") : KINDS.contains(path[0]) && !path[1].isEmpty();
      if (!known) {
        throw ApiException.usage(
            "\"%s\" is no scope of a budget; use all, flows.FLOW, providers.PROVIDER or jobs.ID."
                .formatted(Fields.visible(scope.value())));
      }
      return path;
    }

    final void setLimits(JsonObject budget) {
      set(budget, "usdPerDay", usdPerDay);
      set(budget, "usdPerMonth", usdPerMonth);
      set(budget, "tokensPerDay", tokensPerDay);
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

  /** The command {@code budget set}. */
  static final class SetBudget extends Change {
    private final Argument<String> whenSpent =
        text("--when-spent", Known.MODEL, "The model to use once a limit is reached, or hold");
    private final Argument<Boolean> remove = flag("--remove", "Remove this budget");

    SetBudget() {
      super(
          "Sets what may be spent; what is not given stays as it is.",
          "ottoctl budget set all --usd-per-day 20 --tokens-per-day 5000000",
          "ottoctl budget set flows.heartbeat --tokens-per-day 200000",
          "ottoctl budget set all --remove");
    }

    @Override
    void change(JsonObject owner, String key, Fields answer) {
      if (remove.value()) {
        owner.remove(key);
        return;
      }
      JsonObject budget = Fields.of(owner).in(key).object();
      setLimits(budget);
      whenSpent.find().ifPresent(then -> budget.addProperty("whenSpent", then.strip()));
      owner.add(key, budget);
    }
  }

  /** The command {@code budget raise}. */
  static final class Raise extends Change {
    private final Argument<String> until =
        text("--until", "TIME", "When it ends by itself; the end of today if it is not given");
    private final Argument<Boolean> end = flag("--end", "End the raise now");

    Raise() {
      super(
          "Raises limits of a budget for some time.",
          "ottoctl budget raise all --usd-per-day 40",
          "ottoctl budget raise flows.heartbeat --tokens-per-day 400000 \\",
          "    --until 2026-12-24T18:00:00+01:00",
          "ottoctl budget raise all --end");
    }

    @Override
    void change(JsonObject owner, String key, Fields answer) {
      JsonObject budget = Fields.of(owner).in(key).object();
      if (budget.isEmpty()) {
        throw ApiException.usage("There is no such budget; ottoctl budget set makes one.");
      }
      if (end.value()) {
        budget.remove("raised");
      } else {
        JsonObject raised = Fields.of(budget).in("raised").object();
        setLimits(raised);
        if (!raised.has("until") || until.find().isPresent()) {
          raised.addProperty(
              "until", until.find().orElseGet(() -> endOfToday(answer.text("timeZone"))));
        }
        budget.add("raised", raised);
      }
      owner.add(key, budget);
    }

    private String endOfToday(String zone) {
      return context()
          .clock()
          .instant()
          .atZone(ZoneId.of(zone))
          .toLocalDate()
          .plusDays(1)
          .atStartOfDay(ZoneId.of(zone))
          .toOffsetDateTime()
          .toString();
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
    Fields raised = budget.in("raised");
    for (Limit limit : Limit.values()) {
      Optional<String> more = raised.find(limit.key);
      String until = more.isEmpty() ? "" : ", raised until " + raised.text("until");
      more.or(() -> budget.find(limit.key))
          .ifPresent(
              most -> {
                double spent = Double.parseDouble(account.text(limit.spent));
                String share =
                    String.format(Locale.ROOT, "%.0f %%", 100 * spent / Double.parseDouble(most));
                rows.add(
                    List.of(
                        scope(account),
                        limit.words.formatted(plain(most)) + until,
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
