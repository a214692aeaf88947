package dev.otto.jmx;

import dev.otto.jmx.JobModels.Left;
import dev.otto.jmx.JobModels.RefusedException;
import dev.otto.jmx.JobModels.Replaced;
import dev.otto.jmx.ModelOperator.OperationResult;
import dev.otto.models.log.LogEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replacements that were asked for at the beans of this process, each with a number to take it
 * back by. The latest are remembered, until the process ends.
 */
final class Replacements {
  private static final Logger LOG = LoggerFactory.getLogger(Replacements.class);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final int REMEMBERED = 20;
  private static final int NAMED = 5;

  private final Scheduler scheduler;
  private final Map<Long, Replaced> made = new LinkedHashMap<>();
  private long last;

  Replacements(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Something that replaces. */
  interface Wish {
    Replaced of(JobModels models) throws RefusedException;
  }

  OperationResult undo(String actor, long number) {
    Replaced known;
    synchronized (made) {
      known = made.get(number);
    }
    return known == null
        ? new OperationResult.Refused(
            "There is no replacement " + number + "; the latest of this process are known")
        : make(actor, models -> models.undo(known));
  }

  OperationResult make(String actor, Wish wish) {
    try {
      Replaced done = wish.of(JobModels.of(scheduler, WAIT));
      String number = done.changed().isEmpty() ? "" : "; its number is " + remember(done);
      LogEvent.info(LOG, "model_replaced")
          .with("from", done.from())
          .with("to", done.to())
          .with("changed", done.changed().size())
          .with("left", done.left().size())
          .with("actor", actor)
          .say(actor + " replaced " + done.from() + " by " + done.to());
      return new OperationResult.Applied(sentence(done) + number);
    } catch (RefusedException | IllegalStateException | SchedulerException e) {
      return new OperationResult.Refused(String.valueOf(e.getMessage()));
    }
  }

  private long remember(Replaced done) {
    synchronized (made) {
      made.put(++last, done);
      made.remove(last - REMEMBERED);
      return last;
    }
  }

  private static String sentence(Replaced done) {
    String changed =
        "%s took the place of %s in %d jobs, triggers and flows"
            .formatted(done.to(), done.from(), done.changed().size());
    List<Left> left = done.left();
    if (left.isEmpty()) {
      return changed;
    }
    var parts = new ArrayList<String>();
    left.stream().limit(NAMED).map(it -> it.place() + ": " + it.why()).forEach(parts::add);
    if (left.size() > NAMED) {
      parts.add((left.size() - NAMED) + " more");
    }
    return changed + "; left as they are: " + parts.stream().collect(Collectors.joining("; "));
  }
}
