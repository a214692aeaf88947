package dev.otto.scheduler.acknowledge;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.acknowledge.AcknowledgeResult.Done;
import dev.otto.scheduler.acknowledge.AcknowledgementRepository.Failure;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.audit.AuditRepository;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps which failures of jobs are acknowledged. Whether an acknowledgement still holds is decided
 * from the runs whenever somebody asks, so nobody has to be told that a job recovered or that a
 * snooze is over.
 */
public final class Acknowledgements {
  private final AcknowledgementRepository repository = new AcknowledgementRepository();
  private final Listeners<Consumer<String>> listeners = new Listeners<>("the acknowledgements");
  private final Database database;
  private final AuditLog audit;
  private final InstantSource clock;

  public Acknowledgements(Database database, AuditLog audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /** Notifies the listener of the id of each job for which one was given or taken back. */
  public Subscription onChange(Consumer<String> listener) {
    return listeners.add(listener);
  }

  /** Returns those that hold now, by the ids of their jobs. */
  public Map<String, Acknowledgement> inForce() {
    return database.read(this::inForce);
  }

  private Map<String, Acknowledgement> inForce(Tx tx) {
    return repository.inForce(tx, clock.instant()).stream()
        .collect(toMap(Acknowledgement::jobId, identity()));
  }

  /** Reports whether a job fails, so that this can be acknowledged: its last run that tells did. */
  public boolean fails(String jobId) {
    return database.read(tx -> repository.failure(tx, jobId)).isPresent();
  }

  /** Acknowledges how a job fails; one that was given before is replaced. */
  public AcknowledgeResult give(Acknowledgement given) {
    String jobId = given.jobId();
    return told(
        jobId,
        database.write(
            tx ->
                repository
                    .failure(tx, jobId)
                    .map(failure -> give(tx, given, failure))
                    .orElseGet(
                        () ->
                            refused(
                                tx,
                                jobId,
                                "Task does not fail: "
                                    + jobId
                                    + "; there is nothing to acknowledge"))));
  }

  /** Takes back the one that holds for a job. */
  public AcknowledgeResult takeBack(Actor actor, String jobId) {
    return told(
        jobId,
        database.write(
            tx ->
                held(tx, jobId)
                    .map(held -> takeBack(tx, actor, held))
                    .orElseGet(
                        () ->
                            refused(
                                tx,
                                jobId,
                                "Task is not acknowledged: "
                                    + jobId
                                    + "; there is nothing to take back"))));
  }

  private Optional<Acknowledgement> held(Tx tx, String jobId) {
    return Optional.ofNullable(inForce(tx).get(jobId));
  }

  private AcknowledgeResult give(Tx tx, Acknowledgement given, Failure failure) {
    String before = held(tx, given.jobId()).map(Acknowledgements::text).orElse(null);
    repository.put(tx, given, failure);
    var change = new Change(given.actor(), "job.acknowledge", given.jobId(), before, text(given));
    return recorded(tx, change, "acknowledge_task", given);
  }

  private AcknowledgeResult takeBack(Tx tx, Actor actor, Acknowledgement held) {
    repository.delete(tx, held.jobId());
    var change = new Change(actor, "job.unacknowledge", held.jobId(), text(held), null);
    return recorded(tx, change, "unacknowledge_task", held);
  }

  private Done recorded(Tx tx, Change change, String command, Acknowledgement subject) {
    ObjectNode metadata = json(subject).put("command", command);
    metadata.put("source", change.actor().surface().key());
    AuditEntry entry =
        AuditRepository.insertOfJob(
            tx, clock.instant(), change, subject.jobId(), "update", metadata.toString());
    return new Done(entry);
  }

  private AcknowledgeResult refused(Tx tx, String jobId, String why) {
    return repository.jobExists(tx, jobId)
        ? new AcknowledgeResult.Refused(why)
        : new AcknowledgeResult.NoJob();
  }

  private AcknowledgeResult told(String jobId, AcknowledgeResult result) {
    if (result instanceof Done(AuditEntry entry)) {
      audit.tell(entry);
      listeners.tell(listener -> listener.accept(jobId));
    }
    return result;
  }

  private static String text(Acknowledgement of) {
    return json(of).toString();
  }

  private static ObjectNode json(Acknowledgement of) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("reason", of.reason());
    of.until().ifPresent(end -> node.put("until", end.toEpochMilli()));
    return node;
  }
}
