package dev.otto.models.config;

import dev.otto.models.FlowDefaults;
import dev.otto.models.Flows;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps both changes where an editor saves a file at the moment in which a program changes it: the
 * last change of the program is put into the text of the editor, which did not know of it.
 */
final class EditorSaves {
  private static final Logger LOG = LoggerFactory.getLogger(EditorSaves.class);

  /** A save this soon after a change, with the values before it, does not know of it. */
  private static final long SAME_MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JsoncFile file;
  private final Flows flows;
  private @Nullable Change last;

  EditorSaves(JsoncFile file, Flows flows) {
    this.file = file;
    this.flows = flows;
  }

  /**
   * A change of a program.
   *
   * @param replaced the text before it
   * @param along what else it changed
   */
  record Change(
      String replaced,
      FlowDefaults before,
      FlowDefaults after,
      FlowDefaultsDocument.PartEdit along,
      long nanoTime) {

    private boolean isOver() {
      return System.nanoTime() - nanoTime > SAME_MOMENT_NANOS;
    }

    /** Reports whether somebody saved the values before this change. */
    private boolean isUnknownTo(Jsonc saved, FlowDefaults values) throws BrokenFileException {
      return FlowDefaults.differing(before, after).stream()
              .filter(flow -> !before.get(flow).equals(after.get(flow)))
              .anyMatch(flow -> values.get(flow).equals(before.get(flow)))
          || !along.apply(saved).text().equals(saved.text());
    }
  }

  /** Changes the file; the replaced one is kept until nobody can save into it any more. */
  void store(SettingsText.Edit edit) throws IOException {
    file.changeKeepingReplaced(edit);
  }

  /** Takes note of a change, for which the replaced file was kept. */
  void changed(Change change) {
    last = change;
  }

  /** Reports whether an editor may still save what it read before the last change. */
  boolean areAwaited() {
    return last != null;
  }

  /**
   * Puts the last change into what an editor has saved since.
   *
   * @param accepted the text in force
   * @param giveUp whether nobody looks again
   */
  void merge(Optional<String> accepted, boolean giveUp) throws IOException {
    Change change = last;
    if (change == null) {
      return;
    }
    boolean over = giveUp || change.isOver();
    try {
      merge(change, accepted);
    } finally {
      if (over) {
        last = null;
        file.forgetReplaced();
      }
    }
  }

  private void merge(Change change, Optional<String> accepted) throws IOException {
    Optional<String> astray = file.writtenIntoReplaced(change.replaced);
    Optional<String> saved = astray.isPresent() ? astray : file.read();
    if (saved.isEmpty() || (astray.isEmpty() && saved.equals(accepted))) {
      return;
    }
    Jsonc document = Jsonc.parse(saved.get());
    if (change.isUnknownTo(document, FlowDefaultsText.read(document, flows))) {
      LOG.info("{} was saved while it was changed; both changes are kept", file.path());
      file.changeKeepingReplaced(text -> merged(saved.get(), change));
      last = new Change(saved.get(), change.before, change.after, change.along, change.nanoTime);
    }
  }

  private String merged(String saved, Change change) throws IOException {
    Jsonc document = Jsonc.parse(saved);
    FlowDefaults now = FlowDefaultsText.read(document, flows);
    FlowDefaults after = now.withChange(change.before, change.after);
    return change.along.apply(FlowDefaultsText.change(document, now, after)).text();
  }
}
