package dev.otto.scheduler.sandbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts the requests to the stand-in. */
final class Tally {
  private static final int MAX_TEXT_LENGTH = 500;

  private final Map<String, LongAdder> texts = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> models = new ConcurrentHashMap<>();
  private final LongAdder connections = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder prompts = new LongAdder();
  private final LongAdder withoutTools = new LongAdder();
  private final LongAdder aborts = new LongAdder();
  private final LongAdder sessionsMade = new LongAdder();
  private final AtomicLong inFlight = new AtomicLong();
  private final LongAccumulator mostAtOnce = new LongAccumulator(Long::max, 0);

  void connection() {
    connections.increment();
  }

  /** Counts a request of any kind. */
  void call() {
    calls.increment();
  }

  void prompt(StandInPrompt question) {
    prompts.increment();
    count(texts, question.text().substring(0, Math.min(MAX_TEXT_LENGTH, question.text().length())));
    count(models, question.model());
    if (question.withoutTools()) {
      withoutTools.increment();
    }
    mostAtOnce.accumulate(inFlight.incrementAndGet());
  }

  void answered() {
    inFlight.decrementAndGet();
  }

  void abort() {
    aborts.increment();
  }

  void session() {
    sessionsMade.increment();
  }

  ReceivedRequests asked(long sessionsOpen) {
    return new ReceivedRequests(
        connections.sum(),
        calls.sum(),
        prompts.sum(),
        sums(texts),
        sums(models),
        withoutTools.sum(),
        aborts.sum(),
        sessionsMade.sum(),
        sessionsOpen,
        mostAtOnce.get());
  }

  void forget() {
    texts.clear();
    models.clear();
    connections.reset();
    calls.reset();
    prompts.reset();
    withoutTools.reset();
    aborts.reset();
    sessionsMade.reset();
    mostAtOnce.reset();
  }

  private static void count(Map<String, LongAdder> counters, String key) {
    counters.computeIfAbsent(key, unused -> new LongAdder()).increment();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    return counters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}
