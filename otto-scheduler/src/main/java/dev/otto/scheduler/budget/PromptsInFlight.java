package dev.otto.scheduler.budget;

import dev.otto.models.Payer;
import dev.otto.models.Spending.Amount;
import dev.otto.models.prompt.Bill;
import dev.otto.scheduler.budget.SpendingRepository.Spent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The prompts that are not over, here and on other Ottos, with their bills so far. Whoever uses it
 * has a lock.
 */
final class PromptsInFlight {
  private final Map<String, Prompts> here = new HashMap<>();
  private List<Spent> elsewhere = List.of();

  /**
   * Prompts under one id.
   *
   * @param bill so far
   * @param at when that was
   * @param ended whether they are over, and not read from the rows yet
   */
  private record Prompts(Payer payer, Bill bill, Instant at, boolean ended) {}

  void open(String id, Payer payer, Instant now) {
    here.putIfAbsent(id, new Prompts(payer, Bill.NOTHING, now, false));
  }

  void spend(String id, Bill bill, Instant now) {
    here.computeIfPresent(id, (_, it) -> new Prompts(it.payer(), bill, now, false));
  }

  /** Removes prompts that are over, and returns who paid; empty if they were not opened here. */
  Optional<Payer> remove(String id) {
    return Optional.ofNullable(here.remove(id)).map(Prompts::payer);
  }

  /** Keeps prompts that are over until their rows are read. */
  void end(String id, Payer payer, Bill bill, Instant end) {
    here.put(id, new Prompts(payer, bill, end, true));
  }

  boolean spentNothing(String id) {
    Prompts prompts = here.get(id);
    return prompts == null || prompts.bill().models().isEmpty();
  }

  boolean isOpen(@Nullable String id) {
    Prompts prompts = here.get(String.valueOf(id));
    return prompts != null && !prompts.ended();
  }

  /** Returns the prompts that are over and not read from the rows yet. */
  Set<String> ended() {
    return here.entrySet().stream()
        .filter(entry -> entry.getValue().ended())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  void removeAll(Set<String> ids) {
    here.keySet().removeAll(ids);
  }

  /** Replaces what is in flight on other Ottos; of these, that which is not here. */
  void elsewhere(List<Spent> all) {
    elsewhere =
        all.stream().filter(spent -> !here.containsKey(String.valueOf(spent.id()))).toList();
  }

  /** Adds what all of them have spent so far. */
  void addTo(SpentSums sums, Instant now) {
    here.values().forEach(it -> add(sums, it.payer(), it.bill(), it.ended() ? it.at() : now));
    elsewhere.forEach(sums::add);
  }

  /**
   * Adds a bill.
   *
   * @param end of charges that do not say when they ended
   */
  static void add(SpentSums sums, Payer payer, Bill bill, Instant end) {
    for (Bill.Charge charge : charges(bill)) {
      Instant at = Optional.ofNullable(charge.endedAt()).orElse(end);
      sums.add(payer, charge.usage().model().providerId(), at, amount(charge.usage()));
    }
  }

  /** Returns what those of this Otto have spent so far, by id. */
  Map<String, List<Spent>> spentHere(ZoneId zone) {
    var spent = new HashMap<String, List<Spent>>();
    here.forEach(
        (id, it) -> {
          if (!it.ended() && !it.bill().models().isEmpty()) {
            spent.put(id, spent(id, it, zone));
          }
        });
    return spent;
  }

  /** Returns one amount for each provider and day, at the time of its last step. */
  private static List<Spent> spent(String id, Prompts prompts, ZoneId zone) {
    var amounts = new TreeMap<String, Spent>();
    for (Bill.Charge charge : charges(prompts.bill())) {
      Instant at = Optional.ofNullable(charge.endedAt()).orElse(prompts.at());
      String provider = charge.usage().model().providerId();
      amounts.merge(
          LocalDate.ofInstant(at, zone) + " " + provider,
          new Spent(null, id, at, prompts.payer(), provider, amount(charge.usage())),
          (one, more) -> more.plus(one.amount()));
    }
    return List.copyOf(amounts.values());
  }

  /** Returns the charges of a bill; where they are unknown, each model is one. */
  private static List<Bill.Charge> charges(Bill bill) {
    return bill.isItemized()
        ? bill.charges()
        : bill.models().stream().map(usage -> new Bill.Charge(usage, null)).toList();
  }

  private static Amount amount(Bill.ModelUsage usage) {
    Double cost = usage.costUsd();
    return new Amount(usage.tokens().withoutCacheReads(), cost == null ? 0 : cost);
  }
}
