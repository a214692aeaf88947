package dev.otto.models.config;

import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsListener;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.Flows;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.log.LogEvent;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flow defaults in a JSONC text such as {@code config.jsonc}, kept live: a change by a program
 * is in force when the call returns, one by others within a second. A broken edit keeps the
 * previous values and is reported as a problem. A text that does not exist yet counts as empty.
 */
public final class FlowDefaultsDocument implements FlowDefaultsStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlowDefaultsDocument.class);
  private static final long LOOK_EVERY_MILLIS = 500;

  private final SettingsText stored;
  private final Flows flows;
  private final @Nullable EditorSaves editors;
  private final Listeners<FlowDefaultsListener> listeners = new Listeners<>("the flow defaults");
  private final Listeners<Consumer<String>> readers = new Listeners<>("the configuration file");
  private final ReentrantLock lock = new ReentrantLock();
  private volatile FlowDefaults current;
  private volatile @Nullable Problem problem;

  // Guarded by the lock: the text in force, and what was wrong at the last look.
  private Optional<String> accepted;
  private @Nullable Problem suspect;
  private @Nullable DefaultsEdit asking;
  private @Nullable ScheduledExecutorService looks;

  /**
   * Reads the file.
   *
   * @throws BrokenFileException if it holds something wrong: every problem with line and column
   * @throws IOException if it cannot be read
   */
  public FlowDefaultsDocument(Path path) throws IOException {
    this(path, Flows.OTTOS);
  }

  /**
   * Reads the file.
   *
   * @param flows those that may have a default in it
   * @throws BrokenFileException if it holds something wrong: every problem with line and column
   * @throws IOException if it cannot be read
   */
  public FlowDefaultsDocument(Path path, Flows flows) throws IOException {
    this(new JsoncFile(path), flows);
  }

  FlowDefaultsDocument(JsoncFile file, Flows flows) throws IOException {
    this(file, flows, new EditorSaves(file, flows));
  }

  /**
   * Reads a text that no editor saves.
   *
   * @throws BrokenFileException if it holds something wrong: every problem with line and column
   * @throws IOException if it cannot be read
   */
  public FlowDefaultsDocument(SettingsText stored) throws IOException {
    this(stored, Flows.OTTOS, null);
  }

  private FlowDefaultsDocument(SettingsText stored, Flows flows, @Nullable EditorSaves editors)
      throws IOException {
    this.stored = stored;
    this.flows = flows;
    this.editors = editors;
    this.accepted = stored.read();
    this.current = accepted.isEmpty() ? FlowDefaults.none() : parse(accepted.get());
  }

  @Override
  public Flows flows() {
    return flows;
  }

  @Override
  public FlowDefaults current() {
    return current;
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(Problem::toString);
  }

  @Override
  public String location() {
    return stored.location();
  }

  @Override
  public Subscription onChange(FlowDefaultsListener listener) {
    return listeners.add(listener);
  }

  /** Returns the text as it is stored now; empty if there is none. */
  public Optional<String> text() throws IOException {
    return stored.read();
  }

  @Override
  public FlowDefaultsListener.Origin others() {
    return stored.others();
  }

  /** Notifies the reader of each text of the file that is in force, for what else it holds. */
  public Subscription onText(Consumer<String> reader) {
    return readers.add(reader);
  }

  /**
   * Changes another part of the file under the same lock; when this returns, the readers know.
   *
   * @throws IOException what the edit throws, or if the file cannot be read, locked or written
   */
  public void edit(SettingsText.Edit edit) throws IOException {
    lock.lock();
    try {
      if (editors != null && editors.areAwaited()) {
        editors.store(edit);
      } else {
        stored.change(edit);
      }
      look();
    } finally {
      unlockAndTell();
    }
  }

  /** Computes another part of the file anew. */
  @FunctionalInterface
  public interface PartEdit {
    Jsonc apply(Jsonc document) throws BrokenFileException;
  }

  /**
   * Changes another part of the file in the same write as the flow defaults: for the operator of
   * {@link #change}, while that is asked. If the edit throws, nothing is changed.
   */
  public void changeAlong(PartEdit edit) {
    if (!lock.isHeldByCurrentThread() || asking == null) {
      throw new IllegalStateException("no change of the flow defaults is being made");
    }
    asking.along = edit;
  }

  /** Applies the change to the file's present content, under its lock. */
  @Override
  public FlowDefaultsChange change(UnaryOperator<FlowDefaults> change) {
    lock.lock();
    try {
      return write(change);
    } catch (BrokenFileException e) {
      return new FlowDefaultsChange.Refused(e.problems().get(0).toString());
    } catch (IOException e) {
      return new FlowDefaultsChange.Refused(unusable("changed", e).toString());
    } finally {
      unlockAndTell();
    }
  }

  /** Releases the lock and notifies the listeners, unless an outer change still holds the lock. */
  private void unlockAndTell() {
    lock.unlock();
    if (!lock.isHeldByCurrentThread()) {
      readers.deliver();
      listeners.deliver();
    }
  }

  private FlowDefaultsChange write(UnaryOperator<FlowDefaults> change) throws IOException {
    var edit = new DefaultsEdit(change);
    if (editors != null) {
      editors.store(edit);
    } else {
      stored.change(edit);
    }
    accept(edit.foundText, edit.before, stored.others());
    accept(edit.writtenText, edit.after, FlowDefaultsListener.Origin.REQUEST);
    if (editors != null && edit.foundText.isPresent()) {
      editors.changed(edit.made(edit.foundText.get()));
    }
    look();
    return edit.before.equals(edit.after)
        ? new FlowDefaultsChange.Unchanged(edit.after)
        : new FlowDefaultsChange.Changed(edit.before, edit.after);
  }

  /** One change: the values before it and after it. */
  private final class DefaultsEdit implements SettingsText.Edit {
    private final UnaryOperator<FlowDefaults> change;
    private Optional<String> foundText = Optional.empty();
    private Optional<String> writtenText = Optional.empty();
    private FlowDefaults before = current;
    private FlowDefaults after = current;
    private PartEdit along = document -> document;
    private boolean asked;

    DefaultsEdit(UnaryOperator<FlowDefaults> change) {
      this.change = change;
    }

    @Override
    public String apply(Optional<String> text) throws IOException {
      foundText = text;
      Jsonc document = Jsonc.parse(text.orElse("{}\n"));
      // A file that somebody removed is written again with the values that stayed in force.
      FlowDefaults found = text.isEmpty() ? current : FlowDefaultsText.read(document, flows);
      // The requested change is asked once; what it changed goes into each later text.
      after = asked ? found.withChange(before, after) : ask(found);
      before = found;
      asked = true;
      FlowDefaults written = text.isEmpty() ? FlowDefaults.none() : before;
      String result = along.apply(FlowDefaultsText.change(document, written, after)).text();
      writtenText = Optional.of(result);
      return result;
    }

    EditorSaves.Change made(String replaced) {
      return new EditorSaves.Change(replaced, before, after, along, System.nanoTime());
    }

    private FlowDefaults ask(FlowDefaults found) {
      asking = this;
      try {
        return change.apply(found);
      } finally {
        asking = null;
      }
    }
  }

  /** Starts looking for changes by others. */
  public void start() {
    lock.lock();
    try {
      if (looks == null) {
        looks = Executors.newSingleThreadScheduledExecutor(FlowDefaultsDocument::daemon);
        var unused =
            looks.scheduleWithFixedDelay(
                this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "otto-config-look");
    thread.setDaemon(true);
    return thread;
  }

  /** Applies what is stored now, if others have changed it. */
  public void look() {
    lock.lock();
    try {
      if (editors != null) {
        editors.merge(accepted, looks == null);
      }
      judge(stored.read());
    } catch (BrokenFileException e) {
      complain(e.problems().get(0));
    } catch (IOException e) {
      complain(unusable("read", e));
    } finally {
      unlockAndTell();
    }
  }

  private void judge(Optional<String> text) throws BrokenFileException {
    if (text.equals(accepted) && problem == null) {
      suspect = null;
      return;
    }
    if (text.isEmpty()) {
      throw new BrokenFileException(Problem.ofWholeFile("the file is gone"));
    }
    accept(text, parse(text.get()), stored.others());
  }

  private FlowDefaults parse(String text) throws BrokenFileException {
    return FlowDefaultsText.read(Jsonc.parse(text), flows);
  }

  private void accept(
      Optional<String> text, FlowDefaults defaults, FlowDefaultsListener.Origin origin) {
    FlowDefaults before = current;
    if (!text.equals(accepted)) {
      text.ifPresent(now -> readers.queue(reader -> reader.accept(now)));
    }
    accepted = text;
    current = defaults;
    suspect = null;
    if (problem != null) {
      problem = null;
      LogEvent.info(LOG, "config_mended")
          .with("file", stored.location())
          .say("What was wrong in " + stored.location() + " is mended");
    }
    if (!before.equals(defaults)) {
      LogEvent.info(LOG, "flow_defaults_changed")
          .with("file", stored.location())
          .with("origin", origin)
          .with("before", before)
          .with("after", defaults)
          .say("The flow defaults changed from " + before + " to " + defaults);
      listeners.queue(listener -> listener.changed(before, defaults, origin));
    }
  }

  /**
   * Reports a problem only if it is still there at the next look, since some editors save in
   * several steps.
   */
  private void complain(Problem found) {
    if (!found.equals(suspect)) {
      suspect = found;
    } else if (!found.equals(problem)) {
      problem = found;
      LogEvent.warn(LOG, "config_broken")
          .with("file", stored.location())
          .with("problem", found)
          .say(stored.location() + " is broken; the previous values stay in force: " + found);
    }
  }

  private static Problem unusable(String what, IOException e) {
    String why =
        e instanceof AccessDeniedException ? "no permission" : String.valueOf(e.getMessage());
    return Problem.ofWholeFile("the file cannot be " + what + ": " + why);
  }

  /** Stops watching; changes by a program still work. */
  @Override
  public void close() {
    ScheduledExecutorService running = takeLooks();
    if (running != null) {
      running.shutdownNow();
      awaitEnd(running);
      // Gives the replaced file up, as nobody looks any more.
      look();
    }
  }

  private @Nullable ScheduledExecutorService takeLooks() {
    lock.lock();
    try {
      ScheduledExecutorService running = looks;
      looks = null;
      return running;
    } finally {
      lock.unlock();
    }
  }

  private static void awaitEnd(ExecutorService running) {
    try {
      if (!running.awaitTermination(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("a look at the file still runs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
