package dev.otto.jmx;

import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts resolutions as runs begin, without a lock. */
final class ResolutionTally {
  // Jobs may name anything: what nobody reads to its end must not fill the memory.
  private static final int MOST_MODELS = 1_000;
  private static final String OTHERS = "(others)";

  private final Map<String, LongAdder> sources = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> fallbacks = new ConcurrentHashMap<>();

  ResolutionTally() {
    for (Source source : Source.values()) {
      sources.put(source.key(), new LongAdder());
    }
    sources.put(Unresolved.CODE, new LongAdder());
  }

  void count(Resolution resolution) {
    increment(sources, Shown.source(resolution));
    if (resolution instanceof Resolved resolved && resolved.fallback()) {
      String wanted = String.valueOf(resolved.wanted());
      boolean room = fallbacks.size() < MOST_MODELS || fallbacks.containsKey(wanted);
      increment(fallbacks, room ? wanted : OTHERS);
    }
  }

  private static void increment(Map<String, LongAdder> counts, String key) {
    counts.computeIfAbsent(key, absent -> new LongAdder()).increment();
  }

  Map<String, Long> bySource() {
    return sums(sources);
  }

  Map<String, Long> fallbacks() {
    return sums(fallbacks);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    var sums = new TreeMap<String, Long>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
