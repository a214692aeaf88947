package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.models.Flows;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.models.quartz.RequestedModel.Unreadable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.quartz.JobDataMap;
import org.quartz.JobKey;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/**
 * A job of a store with what its data and those of its triggers ask for. Data of the trigger that
 * fires a run come before those of the job.
 */
final class StoredJob {
  private static final long NEVER = Long.MAX_VALUE;

  /** The beginning of all keys of model management. */
  private static final String KEYS = "otto.";

  private final JobKey key;
  private final Flows flows;
  private final JobDataMap data;
  private final RequestedModel own;
  private final List<Firing> firings = new ArrayList<>();

  /** The request of the runs that this trigger fires, next at this time. */
  private record Firing(TriggerKey trigger, long next, RequestedModel requested) {}

  /** Reads job data from wherever they are stored. */
  interface DataReader {
    JobDataMap read() throws Exception;
  }

  private StoredJob(JobKey key, Flows flows, JobDataMap data, RequestedModel own) {
    this.key = key;
    this.flows = flows;
    this.data = data;
    this.own = own;
  }

  /** Reads a job; if that fails, the job asks for what nobody can read. */
  static StoredJob of(JobKey key, Flows flows, DataReader reader) {
    try {
      JobDataMap data = reader.read();
      return new StoredJob(key, flows, data, RequestedModel.of(data, flows));
    } catch (Exception e) {
      var why = new Unreadable("the job's data cannot be read: " + e.getMessage());
      return new StoredJob(key, flows, new JobDataMap(), why);
    }
  }

  void add(Trigger trigger) {
    long next =
        trigger.getNextFireTime() == null
            ? NEVER
            : trigger.getNextFireTime().toInstant().toEpochMilli();
    add(trigger.getKey(), next, trigger::getJobDataMap);
  }

  /**
   * Adds a trigger of the job.
   *
   * @param next milliseconds of the epoch; none if not positive
   */
  void add(TriggerKey trigger, long next, DataReader reader) {
    firings.add(new Firing(trigger, next <= 0 ? NEVER : next, requested(reader)));
  }

  private RequestedModel requested(DataReader reader) {
    try {
      JobDataMap more = reader.read();
      if (own instanceof Unreadable
          || more.keySet().stream().noneMatch(it -> it.startsWith(KEYS))) {
        return own;
      }
      var merged = new JobDataMap(data);
      merged.putAll(more);
      return RequestedModel.of(merged, flows);
    } catch (Exception e) {
      return new Unreadable("the data of a trigger cannot be read: " + e.getMessage());
    }
  }

  JobKey key() {
    return key;
  }

  RequestedModel own() {
    return own;
  }

  /** Returns the job as the beans show it: with what its next run asks for. */
  ManagedJob managed(String text) {
    return firings.stream()
        .min(Comparator.comparingLong(Firing::next).thenComparing(Firing::trigger))
        .map(next -> new ManagedJob(text, next.requested(), remark(next)))
        .orElseGet(() -> new ManagedJob(text, own));
  }

  private String remark(Firing next) {
    if (!next.requested().equals(own)) {
      return "its trigger " + next.trigger() + " says so, which comes before the job";
    }
    return firings.stream()
        .filter(other -> !other.requested().equals(own))
        .findFirst()
        .map(other -> "its trigger " + other.trigger() + " asks for something else")
        .orElse("");
  }
}
