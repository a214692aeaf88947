package dev.otto.scheduler.acknowledge;

import static java.util.stream.Collectors.toMap;

import dev.otto.wire.AcknowledgementItem;
import java.time.Instant;
import java.util.Map;

/** Acknowledgements in the words of the contract. */
public final class AcknowledgementJson {
  private AcknowledgementJson() {}

  /** Returns those that hold now, by the ids of their jobs. */
  public static Map<String, AcknowledgementItem> items(Acknowledgements of) {
    return of.inForce().values().stream()
        .collect(toMap(Acknowledgement::jobId, AcknowledgementJson::item));
  }

  /** Returns an acknowledgement as it stands beside the failure of its job. */
  private static AcknowledgementItem item(Acknowledgement of) {
    return new AcknowledgementItem(
        of.reason(),
        of.until().map(Instant::toEpochMilli).orElse(null),
        of.at().toEpochMilli(),
        of.actor().name(),
        of.actor().surface().key());
  }
}
