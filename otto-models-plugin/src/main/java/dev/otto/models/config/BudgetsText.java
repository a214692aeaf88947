package dev.otto.models.config;

import dev.otto.models.Budget;
import dev.otto.models.BudgetRaise;
import dev.otto.models.BudgetScope;
import dev.otto.models.BudgetScope.Kind;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.PlainNode;
import dev.otto.models.config.Jsonc.StringNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code budgets} in a JSONC text: {@code {"all": …, "flows": {…}, "providers":
 * {…}, "jobs": {…}}}, each budget as {@code {"usdPerDay": …, "usdPerMonth": …, "tokensPerDay": …,
 * "whenSpent": "hold", "raised": {"usdPerDay": …, "until": "2026-12-24T00:00:00+01:00"}}}. A key
 * that is null counts as absent.
 */
public final class BudgetsText {
  /** The key of the budgets in the file. */
  public static final String KEY = "budgets";

  private static final String USD_PER_DAY = "usdPerDay";
  private static final String USD_PER_MONTH = "usdPerMonth";
  private static final String TOKENS_PER_DAY = "tokensPerDay";
  private static final String WHEN_SPENT = "whenSpent";
  private static final String RAISED = "raised";
  private static final String UNTIL = "until";
  private static final String HOLD = "hold";
  private static final List<String> KEYS =
      List.of(USD_PER_DAY, USD_PER_MONTH, TOKENS_PER_DAY, WHEN_SPENT, RAISED);
  private static final List<String> KEYS_OF_A_RAISE =
      List.of(USD_PER_DAY, USD_PER_MONTH, TOKENS_PER_DAY, UNTIL);
  private static final List<String> KINDS = Arrays.stream(Kind.values()).map(Kind::key).toList();
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

  private final BiConsumer<Integer, String> complaints;
  private final Map<BudgetScope, Budget> budgets = new TreeMap<>();

  private BudgetsText(BiConsumer<Integer, String> complaints) {
    this.complaints = complaints;
  }

  /**
   * Reads the budgets of a whole file; none where it has no such key.
   *
   * @throws BrokenFileException with everything in them that is wrong
   */
  public static Budgets read(Jsonc document) throws BrokenFileException {
    var problems = new ArrayList<Problem>();
    Budgets read =
        document
            .find(KEY)
            .map(
                node ->
                    read(
                        node,
                        (offset, why) ->
                            problems.add(document.problemAt(offset, KEY + ": " + why))))
            .orElse(Budgets.NONE);
    if (!problems.isEmpty()) {
      throw new BrokenFileException(problems);
    }
    return read;
  }

  /**
   * Reads the object of the budgets.
   *
   * @param complaints takes each problem with its offset
   */
  public static Budgets read(Node node, BiConsumer<Integer, String> complaints) {
    var text = new BudgetsText(complaints);
    text.members(node, KINDS).forEach(text::readKind);
    return new Budgets(text.budgets);
  }

  private void readKind(Member member) {
    Kind kind = Kind.of(member.name()).orElseThrow();
    if (kind == Kind.ALL) {
      read(BudgetScope.ALL, member.value());
    } else {
      members(member.value(), kind == Kind.FLOW ? Flow.keys() : List.of())
          .forEach(each -> read(new BudgetScope(kind, each.name()), each.value()));
    }
  }

  /** Returns the members of an object that are not null; all names are known if none is listed. */
  private List<Member> members(Node node, List<String> known) {
    if (!(node instanceof ObjectNode object)) {
      if (!(node instanceof NullNode)) {
        complaints.accept(node.start(), "this must be an object in { }");
      }
      return List.of();
    }
    var members = new ArrayList<Member>();
    for (Member member : object.members()) {
      if (!known.isEmpty() && !known.contains(member.name())) {
        complaints.accept(
            member.start(),
            "there is no key \"%s\" here; the keys are %s"
                .formatted(member.name(), String.join(", ", known)));
      } else if (!(member.value() instanceof NullNode)) {
        members.add(member);
      }
    }
    return members;
  }

  private void read(BudgetScope scope, Node node) {
    Map<String, Node> values = values(node, KEYS);
    try {
      budgets.put(
          scope,
          budget(values, whenSpent(values.get(WHEN_SPENT)), raised(scope, values.get(RAISED))));
    } catch (IllegalArgumentException e) {
      if (node instanceof ObjectNode) {
        complaints.accept(node.start(), scope.path() + ": " + e.getMessage());
      }
    }
  }

  private Map<String, Node> values(Node node, List<String> keys) {
    return members(node, keys).stream().collect(Collectors.toMap(Member::name, Member::value));
  }

  private Budget budget(
      Map<String, Node> values, Optional<ModelRef> whenSpent, Optional<BudgetRaise> raised) {
    BigDecimal tokens = amount(values.get(TOKENS_PER_DAY), true);
    return new Budget(
        dollars(values.get(USD_PER_DAY)),
        dollars(values.get(USD_PER_MONTH)),
        tokens == null ? null : tokens.longValueExact(),
        whenSpent,
        raised);
  }

  private Optional<BudgetRaise> raised(BudgetScope scope, @Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    Map<String, Node> values = values(node, KEYS_OF_A_RAISE);
    Optional<OffsetDateTime> until = until(values.get(UNTIL), node);
    try {
      Budget limits = budget(values, Optional.empty(), Optional.empty());
      return until.map(end -> new BudgetRaise(limits, end));
    } catch (IllegalArgumentException e) {
      complaints.accept(node.start(), scope.path() + ".raised: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<OffsetDateTime> until(@Nullable Node node, Node raise) {
    try {
      return Optional.of(OffsetDateTime.parse(node instanceof StringNode text ? text.value() : ""));
    } catch (DateTimeParseException e) {
      complaints.accept(
          (node == null ? raise : node).start(),
          "a raise ends; write until as a time such as 2026-12-24T00:00:00+01:00");
      return Optional.empty();
    }
  }

  private @Nullable Double dollars(@Nullable Node node) {
    BigDecimal amount = amount(node, false);
    return amount == null ? null : amount.doubleValue();
  }

  /** Returns the amount; one that is wrong is told, and counts as one that is there. */
  private @Nullable BigDecimal amount(@Nullable Node node, boolean whole) {
    if (node == null) {
      return null;
    }
    if (node instanceof PlainNode plain && plain.literal().matches("\\d{1,13}(\\.\\d{1,10})?")) {
      var amount = new BigDecimal(plain.literal());
      boolean right = amount.signum() > 0 && amount.compareTo(MOST) <= 0;
      if (right && (!whole || amount.stripTrailingZeros().scale() <= 0)) {
        return amount;
      }
    }
    complaints.accept(
        node.start(), "this is not " + (whole ? "a whole number" : "a number") + " above 0");
    return BigDecimal.ONE;
  }

  private Optional<ModelRef> whenSpent(@Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    String text = node instanceof StringNode string ? string.value() : "";
    Optional<ModelRef> ref = ModelRef.parse(text);
    if (ref.isEmpty() && !text.equals(HOLD)) {
      complaints.accept(
          node.start(), "this is not known; write \"hold\", or the provider/model to use then");
    }
    return ref;
  }

  /**
   * Returns the text with the budgets that differ; all others stay as they are written. Where only
   * the model to use differs, or the raise, it alone is replaced, so that comments stay.
   */
  public static Jsonc change(Jsonc document, Budgets before, Budgets after)
      throws BrokenFileException {
    Jsonc changed = document;
    var scopes = new TreeSet<>(before.byScope().keySet());
    scopes.addAll(after.byScope().keySet());
    for (BudgetScope scope : scopes) {
      Budget budget = after.byScope().get(scope);
      Budget old = before.byScope().get(scope);
      if (budget == null) {
        changed = changed.with(path(scope), "null");
      } else if (old == null
          || !old.unraised().equals(budget.withWhenSpent(old.whenSpent()).unraised())) {
        changed = changed.with(path(scope), literal(budget));
      } else {
        changed = changeParts(changed, scope, old, budget);
      }
    }
    return changed;
  }

  private static Jsonc changeParts(Jsonc document, BudgetScope scope, Budget before, Budget after)
      throws BrokenFileException {
    Jsonc changed = document;
    if (!before.whenSpent().equals(after.whenSpent())) {
      changed = changed.with(path(scope, WHEN_SPENT), JsoncEdit.quote(then(after)));
    }
    if (!before.raised().equals(after.raised())) {
      String raise = after.raised().map(BudgetsText::literal).orElse("null");
      changed = changed.with(path(scope, RAISED), raise);
    }
    return changed;
  }

  private static String then(Budget budget) {
    return budget.whenSpent().map(ModelRef::toString).orElse(HOLD);
  }

  private static List<String> path(BudgetScope scope, String part) {
    var path = new ArrayList<>(path(scope));
    path.add(part);
    return path;
  }

  private static List<String> path(BudgetScope scope) {
    return scope.kind() == Kind.ALL
        ? List.of(KEY, scope.kind().key())
        : List.of(KEY, scope.kind().key(), scope.key());
  }

  private static String literal(Budget budget) {
    List<String> parts = limits(budget);
    add(parts, WHEN_SPENT, then(budget), JsoncEdit::quote);
    add(parts, RAISED, budget.raised().orElse(null), BudgetsText::literal);
    return object(parts);
  }

  private static String literal(BudgetRaise raise) {
    List<String> parts = limits(raise.limits());
    add(parts, UNTIL, raise.until().toString(), JsoncEdit::quote);
    return object(parts);
  }

  private static List<String> limits(Budget budget) {
    var parts = new ArrayList<String>();
    add(parts, USD_PER_DAY, budget.usdPerDay(), BudgetsText::plain);
    add(parts, USD_PER_MONTH, budget.usdPerMonth(), BudgetsText::plain);
    add(parts, TOKENS_PER_DAY, budget.tokensPerDay(), String::valueOf);
    return parts;
  }

  private static String object(List<String> parts) {
    return parts.stream().collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String plain(double amount) {
    return BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
  }

  private static <T> void add(
      List<String> parts, String key, @Nullable T value, Function<T, String> literal) {
    if (value != null) {
      parts.add("\"" + key + "\": " + literal.apply(value));
    }
  }
}
