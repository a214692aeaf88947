package dev.otto.models;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The budgets with what was spent of each up to one moment, that of prompts in flight included.
 * Immutable.
 */
public final class Spending {
  /** The spending where there are no budgets. */
  public static final Spending UNLIMITED = new Spending(List.of());

  private final Map<BudgetScope, Account> accounts;
  private final boolean anySpent;

  /** Creates the spending of these accounts, one for each scope. */
  public Spending(Collection<Account> accounts) {
    var byScope = new TreeMap<BudgetScope, Account>();
    accounts.forEach(account -> byScope.put(account.scope(), account));
    this.accounts = Collections.unmodifiableMap(byScope);
    this.anySpent = accounts.stream().anyMatch(Account::isSpent);
  }

  /** An amount of tokens and money; models without a price add tokens alone. */
  public record Amount(long tokens, double costUsd) {
    public static final Amount NOTHING = new Amount(0, 0);

    public Amount plus(Amount more) {
      return new Amount(tokens + more.tokens, costUsd + more.costUsd);
    }
  }

  /** The day and the month that budgets are for at one moment: when each of them ends. */
  public record Period(ZonedDateTime dayEnds, ZonedDateTime monthEnds) {}

  /**
   * A budget with what was spent of it.
   *
   * @param today spent since the day began
   * @param thisMonth spent since the month began
   */
  public record Account(
      BudgetScope scope, Budget budget, Amount today, Amount thisMonth, Period period) {

    /** One limit of the budget, and how far it is. */
    public record Level(Limit limit, double share) {}

    /** Returns each limit of the budget with the share of it that is spent; 1 is all of it. */
    public List<Level> levels() {
      var levels = new ArrayList<Level>(Limit.values().length);
      for (Limit limit : Limit.values()) {
        Double most = limit.of(budget);
        if (most != null) {
          levels.add(new Level(limit, limit.spent(this) / most));
        }
      }
      return levels;
    }

    /** Reports whether one of its limits is reached. */
    public boolean isSpent() {
      return levels().stream().anyMatch(level -> level.share() >= 1);
    }

    /** Returns when each limit that is reached has begun anew; empty if none is. */
    public Optional<ZonedDateTime> spentUntil() {
      return levels().stream()
          .filter(level -> level.share() >= 1)
          .map(level -> level.limit().ends(period))
          .max(Comparator.naturalOrder());
    }

    /** Returns which limit is reached, and until when, as a sentence without its full stop. */
    public String spentInWords() {
      String limits =
          String.join(
              " and ",
              levels().stream()
                  .filter(level -> level.share() >= 1)
                  .map(level -> level.limit().words(budget))
                  .toList());
      return "the budget of %s (%s) is spent until %s"
          .formatted(scope, limits, spentUntil().map(ZonedDateTime::toOffsetDateTime).orElse(null));
    }
  }

  /** The limits that a budget may have. */
  public enum Limit {
    USD_PER_DAY("usdPerDay"),
    USD_PER_MONTH("usdPerMonth"),
    TOKENS_PER_DAY("tokensPerDay");

    private final String key;

    Limit(String key) {
      this.key = key;
    }

    /** Returns the name used in files and in the REST API. */
    public String key() {
      return key;
    }

    /** Returns the most that this budget allows, raised where it is; null is no limit. */
    @Nullable Double of(Budget budget) {
      Double raised = raised(budget);
      return raised == null ? own(budget) : raised;
    }

    private @Nullable Double raised(Budget budget) {
      return budget.raised().map(raise -> own(raise.limits())).orElse(null);
    }

    private @Nullable Double own(Budget budget) {
      return switch (this) {
        case USD_PER_DAY -> budget.usdPerDay();
        case USD_PER_MONTH -> budget.usdPerMonth();
        case TOKENS_PER_DAY -> budget.tokensPerDay() == null ? null : budget.tokensPerDay() * 1.0;
      };
    }

    private double spent(Account account) {
      return switch (this) {
        case USD_PER_DAY -> account.today().costUsd();
        case USD_PER_MONTH -> account.thisMonth().costUsd();
        case TOKENS_PER_DAY -> account.today().tokens();
      };
    }

    /** Returns when the time ends that the limit is for. */
    public ZonedDateTime ends(Period period) {
      return this == USD_PER_MONTH ? period.monthEnds() : period.dayEnds();
    }

    /** Returns the limit of this budget in words. */
    public String words(Budget budget) {
      Double most = of(budget);
      double amount = most == null ? 0 : most;
      String words =
          switch (this) {
            case USD_PER_DAY -> Budget.dollars(amount) + " a day";
            case USD_PER_MONTH -> Budget.dollars(amount) + " a month";
            case TOKENS_PER_DAY -> String.format(Locale.ROOT, "%d tokens a day", (long) amount);
          };
      return raised(budget) == null
          ? words
          : words + budget.raised().map(raise -> ", raised until " + raise.until()).orElse("");
    }
  }

  /** Returns the accounts in the order of their scopes, the widest first. */
  public List<Account> accounts() {
    return List.copyOf(accounts.values());
  }

  /** Returns the account of this scope; empty if it has no budget. */
  public Optional<Account> of(BudgetScope scope) {
    return Optional.ofNullable(accounts.get(scope));
  }

  /** Reports whether no budget is spent, so that there is nothing to look up. */
  boolean allows() {
    return !anySpent;
  }

  /**
   * Returns the spent budgets that bind a payer where a model of this provider is used, the
   * narrowest first.
   */
  public List<Account> spentFor(Payer payer, String provider) {
    if (!anySpent || payer.overBudget()) {
      return List.of();
    }
    var spent = new ArrayList<Account>(2);
    payer.jobId().ifPresent(id -> add(BudgetScope.ofJob(id), spent));
    add(BudgetScope.ofProvider(provider), spent);
    add(BudgetScope.of(payer.flow()), spent);
    add(BudgetScope.ALL, spent);
    return spent;
  }

  private void add(BudgetScope scope, List<Account> spent) {
    Account account = accounts.get(scope);
    if (account != null && account.isSpent()) {
      spent.add(account);
    }
  }
}
