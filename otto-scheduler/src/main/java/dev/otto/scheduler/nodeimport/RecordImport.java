package dev.otto.scheduler.nodeimport;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditRepository;
import dev.otto.scheduler.database.EarlierDatabase;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.nodeimport.ImportReport.HomePart;
import dev.otto.scheduler.nodeimport.NodeJsRepository.RowPage;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.NotificationProfiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Imports the rows in one transaction, and so all of them or none. */
final class RecordImport {
  private final NodeJsRepository old = new NodeJsRepository();
  private final ImportRepository here = new ImportRepository();
  private final EarlierDatabase source;
  private final ImportReport report;
  private final Mode mode;
  private final List<String> missed = new ArrayList<>();
  private final List<String> arrivedPaused = new ArrayList<>();
  private final TreeSet<String> profileIds = new TreeSet<>();

  /**
   * The state in which jobs are imported.
   *
   * @param activate as they were, instead of paused
   * @param now what is due before that was missed
   * @param oldestKept runs that began before it are soon deleted
   */
  record Mode(boolean activate, Instant now, Instant oldestKept) {}

  /** Thrown if jobs created here have the ids of jobs to be imported. */
  static final class TakenIdsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenIdsException(List<String> ids) {
      super(
          "Jobs created here have the ids of jobs of the Node.js Otto: "
              + ImportReport.names(ids)
              + "; nothing was imported. Import into another home, set OTTO_HOME for that");
    }
  }

  RecordImport(EarlierDatabase source, ImportReport report, Mode mode) {
    this.source = source;
    this.report = report;
    this.mode = mode;
  }

  /**
   * Imports everything.
   *
   * @return the ids of the profiles that its jobs name
   */
  SortedSet<String> run(Tx tx, NotificationProfiles profiles, NotificationProfile initial) {
    refuseTakenIds(tx);
    jobs(tx);
    copy(tx, HomePart.RUNS, old::runs, here::insertRuns);
    copy(tx, HomePart.AUDIT, old::jobAudit, here::insertAudit);
    copy(tx, HomePart.AUDIT, old::commandAudit, here::insertAudit);
    profile(tx, profiles, initial);
    source.<@Nullable Object>read(
        from -> {
          old.left(from).forEach((part, count) -> report.left(HomePart.of(part), count));
          report.left(HomePart.RUNS, old.orphanedRuns(from));
          return null;
        });
    if (report.tookSomething()) {
      recordImport(tx);
    }
    sayWhatIsToDo();
    sayWhatIsDeleted(here.runsStartedBefore(tx, mode.oldestKept()));
    return profileIds;
  }

  private void refuseTakenIds(Tx tx) {
    var ids = new ArrayList<String>();
    eachJob(
        job ->
            here.present(tx, job.id())
                .filter(present -> !system(job) && !present.createdAt().equals(job.createdAt()))
                .ifPresent(present -> ids.add(job.id())));
    if (!ids.isEmpty()) {
      throw new TakenIdsException(ids);
    }
  }

  private void eachJob(Consumer<NodeJob> action) {
    List<NodeJob> page = List.of();
    do {
      long after = page.isEmpty() ? -1 : page.getLast().position();
      page = source.read(from -> old.jobs(from, after));
      page.forEach(action);
    } while (!page.isEmpty());
  }

  private void jobs(Tx tx) {
    eachJob(
        job ->
            here.present(tx, job.id())
                .ifPresentOrElse(there -> meet(tx, job, there), () -> take(tx, job)));
  }

  private void take(Tx tx, NodeJob job) {
    boolean missedItsTime = job.missed(mode.now());
    boolean waits = !job.over() && !system(job) && (!mode.activate() || missedItsTime);
    boolean paused = job.paused() || waits;
    here.insert(tx, job, usableModel(job), paused, mode.now());
    report.taken(HomePart.JOBS, 1);
    if (job.over()) {
      return;
    }
    if (missedItsTime) {
      missed.add(job.id());
    } else if (waits && !job.paused()) {
      arrivedPaused.add(job.id());
    }
    if (job.profileId() != null) {
      profileIds.add(job.profileId());
    }
  }

  private @Nullable String usableModel(NodeJob job) {
    String ref = job.modelRef();
    if (ref == null || ModelRef.parse(ref).isPresent()) {
      return ref;
    }
    report.toDo(
        "job %s named the model \"%s\", which is not provider/model; it inherits now"
            .formatted(job.id(), ref));
    return null;
  }

  private void meet(Tx tx, NodeJob job, ImportRepository.Present present) {
    report.there(HomePart.JOBS, 1);
    if (mode.activate() && !job.paused() && !job.missed(mode.now())) {
      here.activate(tx, job, mode.now());
    }
    if (!system(job) && !present.updatedAt().equals(job.updatedAt())) {
      report.changedHere("job " + job.id());
    }
  }

  /** Reports whether it is a system job: Otto has its own, and an existing home keeps them. */
  private static boolean system(NodeJob job) {
    return job.id().startsWith("system-");
  }

  private void copy(
      Tx tx,
      HomePart part,
      BiFunction<Tx, Long, RowPage> read,
      ToIntBiFunction<Tx, List<@Nullable Object[]>> write) {
    long position = -1;
    RowPage page;
    do {
      long after = position;
      page = source.read(from -> read.apply(from, after));
      int taken = write.applyAsInt(tx, page.rows());
      report.taken(part, taken);
      report.there(part, page.rows().size() - taken);
      position = page.position();
    } while (!page.rows().isEmpty());
  }

  private void profile(Tx tx, NotificationProfiles profiles, NotificationProfile initial) {
    Optional<NotificationProfile> found = source.read(from -> old.profile(from, initial));
    if (found.isEmpty()) {
      return;
    }
    Optional<NotificationProfile> present = profiles.adopt(tx, found.get());
    report.taken(HomePart.NOTIFICATION_PROFILE, present.isEmpty() ? 1 : 0);
    report.there(HomePart.NOTIFICATION_PROFILE, present.isEmpty() ? 0 : 1);
    if (present.isPresent() && !present.equals(found)) {
      report.changedHere("the notification profile");
    }
  }

  private void recordImport(Tx tx) {
    String counts =
        "{\"jobs\":%d,\"runs\":%d,\"auditEntries\":%d}"
            .formatted(report.taken("jobs"), report.taken("runs"), report.taken("audit entries"));
    var change =
        new Change(new Actor("import", Surface.CLI), "node_otto.import", null, null, counts);
    var unused = AuditRepository.insert(tx, mode.now(), change, AuditOutcome.DONE);
  }

  private void sayWhatIsDeleted(long runs) {
    if (runs > 0) {
      report.toDo(
          "%d runs are older than retention.runsDays and are deleted when Otto starts; raise it to keep them"
              .formatted(runs));
    }
  }

  private void sayWhatIsToDo() {
    if (!arrivedPaused.isEmpty()) {
      report.toDo(
          "%d jobs are paused: `ottoctl task resume ID` for each, or `otto import --activate` for all"
              .formatted(arrivedPaused.size()));
    }
    if (!missed.isEmpty()) {
      report.toDo(
          "one-shots whose time has passed are paused; resume those still wanted and cancel the"
              + " others: "
              + ImportReport.names(missed));
    }
  }
}
