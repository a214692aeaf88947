package dev.otto.jmx;

import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts resolutions as runs begin, without a lock. */
final class ResolutionTally {
  // Jobs may name anything: what nobody reads to its end must not fill the memory.
  private static final int MAX_MODELS = 1_000;
  private static final String OTHERS = "(others)";

  private final Map<Source, LongAdder> sources = new EnumMap<>(Source.class);
  private final LongAdder unresolved = new LongAdder();
  private final Map<String, LongAdder> fallbacks = new ConcurrentHashMap<>();

  ResolutionTally() {
    for (Source source : Source.values()) {
      sources.put(source, new LongAdder());
    }
  }

  void count(Resolution resolution) {
    if (resolution instanceof Resolved resolved) {
      Objects.requireNonNull(sources.get(resolved.source())).increment();
      countFallback(resolved);
    } else {
      unresolved.increment();
    }
  }

  private void countFallback(Resolved resolved) {
    if (resolved.fallback()) {
      String wanted = String.valueOf(resolved.wanted());
      boolean room = fallbacks.size() < MAX_MODELS || fallbacks.containsKey(wanted);
      fallbacks.computeIfAbsent(room ? wanted : OTHERS, absent -> new LongAdder()).increment();
    }
  }

  Map<String, Long> bySource() {
    var sums = new TreeMap<String, Long>();
    sources.forEach((source, count) -> sums.put(source.key(), count.sum()));
    sums.put(Unresolved.CODE, unresolved.sum());
    return sums;
  }

  Map<String, Long> fallbacks() {
    var sums = new TreeMap<String, Long>();
    fallbacks.forEach((model, count) -> sums.put(model, count.sum()));
    return sums;
  }
}
