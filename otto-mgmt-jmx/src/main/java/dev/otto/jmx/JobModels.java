package dev.otto.jmx;

import dev.otto.jmx.JobDataStore.Held;
import dev.otto.jmx.JobPlace.Kind;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.OttoModels;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.models.quartz.RequestedModel.Stated;
import dev.otto.models.quartz.RequestedModel.Unreadable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.JobDataMap;
import org.quartz.JobPersistenceException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a model wherever the jobs, the triggers and the flow defaults of an application name it,
 * and takes that back. All data of a store in a database are changed in one transaction, in a
 * cluster under the lock of all nodes, and then the file of the flow defaults is written.
 *
 * <p>A job with {@code @PersistJobDataAfterExecution} stores its data when a run ends. One that
 * runs is waited for; what still runs then is left as it is and named, and another call changes it.
 */
public final class JobModels {
  private static final Logger LOG = LoggerFactory.getLogger(JobModels.class);
  private static final long LOOK_EVERY_MILLIS = 250;

  private final OttoModels models;
  private final JobDataStore store;
  private final Duration wait;

  private JobModels(OttoModels models, JobDataStore store, Duration wait) {
    this.models = models;
    this.store = store;
    this.wait = wait;
  }

  /**
   * Returns the models of a scheduler's jobs.
   *
   * @param wait the longest time to wait for runs that store their data at their end
   * @throws IllegalStateException if the scheduler has no model management, or keeps its jobs
   *     neither in memory nor in a database
   */
  public static JobModels of(Scheduler scheduler, Duration wait) throws SchedulerException {
    OttoModels models =
        OttoModels.of(scheduler)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        scheduler + " has no model management; add OttoModelsPlugin"));
    JobDataStore store =
        JobDataStore.of(scheduler)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the store of the jobs is neither Quartz's in memory nor one in a database;"
                            + " set the model of each job by itself"));
    return new JobModels(models, store, wait);
  }

  /**
   * The places that were changed, and those that were not.
   *
   * @param from the model that was replaced
   * @param to the model in its place
   */
  public record Replaced(ModelRef from, ModelRef to, List<Change> changed, List<Left> left) {
    public Replaced {
      changed = List.copyOf(changed);
      left = List.copyOf(left);
    }

    private Replaced then(Replaced later) {
      List<Change> all = Stream.concat(changed.stream(), later.changed.stream()).toList();
      return new Replaced(from, to, all, later.left);
    }

    private boolean awaitsRuns() {
      return left.stream().anyMatch(Left::runs);
    }
  }

  /** A place that was changed, with what it asked for before and asks for after. */
  public record Change(JobPlace place, ModelChoice before, ModelChoice after) {}

  /**
   * A place that was left as it is.
   *
   * @param why a clause, such as {@code it names p/c now}
   * @param runs whether another call may change it once its run has ended
   */
  public record Left(JobPlace place, String why, boolean runs) {}

  /** Nothing was changed. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }

    RefusedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Puts one model in the place of another.
   *
   * @param variant the effort to ask of the other; empty keeps what it has of it
   * @param force also by one that the catalog lacks, or that a fence (onlyProviders) keeps out
   * @throws RefusedException if nothing can be changed; the message says why
   */
  public Replaced replace(ModelRef from, ModelRef to, Optional<String> variant, boolean force)
      throws RefusedException {
    CatalogSnapshot catalog = models.catalog().snapshot();
    if (!force) {
      Optional<String> objection = QuartzOperator.objection(catalog, to, variant);
      if (objection.isPresent()) {
        throw new RefusedException(objection.get());
      }
    }
    Edit edit =
        (place, now, fenced) -> {
          if (!now.named().contains(from)) {
            return new Verdict.Keep();
          }
          if (fenced && !force) {
            return new Verdict.Leave("a fence (onlyProviders) keeps " + to.providerId() + " out");
          }
          ModelChoice other = now.replacing(from, to, variant);
          ModelChoice after = catalog.lacksVariantOf(other) ? other.withoutVariant() : other;
          return after.equals(now) ? new Verdict.Keep() : new Verdict.Become(after);
        };
    return all(new Replaced(from, to, List.of(), List.of()), edit);
  }

  /**
   * Takes a replacement back where its values still stand; the model of before need not be in the
   * catalog. What somebody changed since is left and named.
   *
   * @throws RefusedException if nothing can be changed; the message says why
   */
  public Replaced undo(Replaced made) throws RefusedException {
    return all(new Replaced(made.to(), made.from(), List.of(), List.of()), undoing(made.changed()));
  }

  private static Edit undoing(List<Change> made) {
    var changes = new HashMap<JobPlace, Change>();
    made.forEach(change -> changes.put(change.place(), change));
    return (place, now, fenced) -> {
      Change change = changes.get(place);
      if (change == null || now.namesSameAs(change.before())) {
        return new Verdict.Keep();
      }
      return now.namesSameAs(change.after())
          ? new Verdict.Become(now.withModelsOf(change.before()))
          : new Verdict.Leave("it asks for " + ChoiceText.write(now) + " now");
    };
  }

  /** The decision on one place. */
  private sealed interface Verdict {
    record Keep() implements Verdict {}

    record Become(ModelChoice after) implements Verdict {}

    record Leave(String why) implements Verdict {}
  }

  /** Decides on each place, which may be one where a fence keeps the other model out. */
  private interface Edit {
    Verdict of(JobPlace place, ModelChoice now, boolean fenced);
  }

  /** Edits the data and then the file. */
  private Replaced all(Replaced nothing, Edit edit) throws RefusedException {
    return withFlows(data(nothing, edit), edit);
  }

  /** Edits the data, and those that runs will store again once these have ended. */
  private Replaced data(Replaced nothing, Edit edit) throws RefusedException {
    long end = System.nanoTime() + wait.toNanos();
    Replaced done = edited(nothing, edit);
    while (done.awaitsRuns() && System.nanoTime() < end && pause()) {
      try {
        done = done.then(edited(nothing, edit));
      } catch (RefusedException e) {
        LOG.debug("another look at what runs has failed", e);
      }
    }
    return done;
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOK_EVERY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Replaced edited(Replaced nothing, Edit edit) throws RefusedException {
    try {
      return store.locked(contents -> edited(contents, nothing, edit));
    } catch (IOException | JobPersistenceException | SQLException e) {
      throw new RefusedException("The data of the jobs are not changed: " + e.getMessage(), e);
    }
  }

  private Replaced edited(JobDataStore.Contents contents, Replaced nothing, Edit edit)
      throws IOException, JobPersistenceException, SQLException {
    var changed = new ArrayList<Change>();
    var left = new ArrayList<Left>();
    for (Held held : contents.all()) {
      RequestedModel asked = asked(held);
      if (asked instanceof Stated stated) {
        boolean fenced = fencesOff(held, nothing.to());
        Verdict verdict = edit.of(held.place(), stated.choice(), fenced);
        if (verdict instanceof Verdict.Become become && held.run().isEmpty()) {
          var data = new JobDataMap(held.data());
          JobModel.put(data, become.after());
          contents.write(held.place(), data);
          changed.add(new Change(held.place(), stated.choice(), become.after()));
        }
        why(verdict, held).ifPresent(left::add);
      } else if (held.problem().isPresent() || mentions(held.data(), nothing.from())) {
        left.add(new Left(held.place(), ((Unreadable) asked).why(), false));
      }
    }
    return new Replaced(nothing.from(), nothing.to(), changed, left);
  }

  private RequestedModel asked(Held held) {
    return held.problem()
        .<RequestedModel>map(why -> new Unreadable("its data cannot be read: " + why))
        .orElseGet(() -> RequestedModel.of(held.data(), models.flowDefaults().flows()));
  }

  /** Reports whether the fence of the job, its trigger or its flow keeps a model out. */
  private boolean fencesOff(Held held, ModelRef ref) {
    var data = new JobDataMap(held.inherited());
    data.putAll(held.data());
    return RequestedModel.of(data, models.flowDefaults().flows()) instanceof Stated stated
        && !(stated.choice().permits(ref.providerId())
            && models.flowDefaults().current().choice(stated.flow()).permits(ref.providerId()));
  }

  private static boolean mentions(JobDataMap data, ModelRef ref) {
    return Stream.of(JobModel.MODEL_REF, JobModel.FALLBACKS)
        .anyMatch(key -> String.valueOf(data.get(key)).contains(ref.toString()));
  }

  private static Optional<Left> why(Verdict verdict, Held held) {
    if (verdict instanceof Verdict.Leave leave) {
      return Optional.of(new Left(held.place(), leave.why(), false));
    }
    return verdict instanceof Verdict.Become && held.run().isPresent()
        ? Optional.of(
            new Left(
                held.place(),
                "it runs" + held.run().get() + " and stores its data when it ends",
                true))
        : Optional.empty();
  }

  /** Writes the flow defaults; where that is refused, the data are set back. */
  private Replaced withFlows(Replaced done, Edit edit) throws RefusedException {
    var flows = new FlowsEdit(edit, done.to());
    FlowDefaultsStore file = models.flowDefaults();
    FlowDefaultsChange change = file.change(flows);
    if (change instanceof FlowDefaultsChange.Refused refused) {
      var back = new Replaced(done.to(), done.from(), List.of(), List.of());
      String left =
          data(back, undoing(done.changed())).left().stream()
              .map(it -> "; " + it.place() + " names " + done.to() + " now: " + it.why())
              .collect(Collectors.joining());
      throw new RefusedException(file.location() + " is not changed: " + refused.reason() + left);
    }
    return new Replaced(
        done.from(),
        done.to(),
        Stream.concat(done.changed().stream(), flows.changed.stream()).toList(),
        Stream.concat(done.left().stream(), flows.left.stream()).toList());
  }

  /** Applies an edit to the flow defaults. */
  private final class FlowsEdit implements UnaryOperator<FlowDefaults> {
    private final Edit edit;
    private final ModelRef to;
    private final List<Change> changed = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();

    FlowsEdit(Edit edit, ModelRef to) {
      this.edit = edit;
      this.to = to;
    }

    @Override
    public FlowDefaults apply(FlowDefaults now) {
      changed.clear();
      left.clear();
      FlowDefaults after = now;
      for (Flow flow : models.flowDefaults().flows().all()) {
        var place = new JobPlace(Kind.FLOW, "", flow.key());
        ModelChoice before = now.choice(flow);
        Verdict verdict = edit.of(place, before, !before.permits(to.providerId()));
        if (verdict instanceof Verdict.Become become) {
          after = after.with(flow, become.after());
          changed.add(new Change(place, before, become.after()));
        } else if (verdict instanceof Verdict.Leave leave) {
          left.add(new Left(place, leave.why(), false));
        }
      }
      return after;
    }
  }
}
