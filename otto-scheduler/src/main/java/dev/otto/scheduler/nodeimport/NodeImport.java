package dev.otto.scheduler.nodeimport;

import dev.otto.local.PrivateFiles;
import dev.otto.scheduler.config.ConfigFile;
import dev.otto.scheduler.config.ConfigResult;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.daemon.StartException;
import dev.otto.scheduler.database.EarlierDatabase;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.NotificationProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Imports a home of the Node.js Otto. A home that becomes Otto's own is copied first; its new
 * database is made beside the old one and takes its place by one rename, after everything else. So
 * an import that was killed at any moment is finished by another one.
 */
public final class NodeImport {
  /**
   * The working folder, inside the target's home so that the new database can be renamed; deleted
   * afterwards.
   */
  private static final String WORK = ".import";

  private final Environment environment;
  private final Options options;

  /**
   * The options of an import.
   *
   * @param from the old home, or the folder of its user; empty for the home that Otto itself has
   * @param rehearsal reports what an import would do, and changes nothing
   * @param activate jobs go on as they were, instead of being paused
   */
  public record Options(Optional<Path> from, boolean rehearsal, boolean activate) {}

  public NodeImport(Environment environment, Options options) {
    this.environment = environment;
    this.options = options;
  }

  /**
   * Runs the import.
   *
   * @throws StartException if it was refused; nothing was changed then
   */
  public ImportReport run() throws IOException, StartException {
    OttoPaths target = target();
    NodeHome found = source(target);
    boolean inPlace = inPlace(found, target);
    NodeHome source = inPlace ? new NodeHome(target.home(), found.config()) : found;
    refuseWhereInUse(source);
    if (options.rehearsal()) {
      return rehearse(source, target, inPlace);
    }
    PrivateFiles.createParents(target.lock());
    try (HomeLock _ = HomeLock.take(target.lock())) {
      Path work = target.home().resolve(WORK);
      HomeCopy.delete(work);
      PrivateFiles.createParents(work.resolve("any"));
      try {
        return inPlace ? replace(source, target, work) : add(source, target, work);
      } finally {
        HomeCopy.delete(work);
      }
    }
  }

  /**
   * Returns the target; the configured home counts only if it exists, since a moved one still has
   * its old path there.
   */
  private OttoPaths target() {
    OttoPaths paths = OttoPaths.of(environment);
    var usual = new OttoPaths(paths.config(), OttoPaths.usualHome(environment));
    boolean moved =
        environment.variable("OTTO_HOME").isEmpty()
            && Files.notExists(paths.database())
            && EarlierDatabase.isAt(usual.database());
    return moved ? usual : paths;
  }

  private NodeHome source(OttoPaths target) throws StartException {
    Optional<NodeHome> found =
        options.from().isPresent()
            ? options.from().map(Path::toAbsolutePath).flatMap(NodeHome::in)
            : NodeHome.at(target);
    if (found.isEmpty()) {
      throw refusal(
          "There is no database of the Node.js Otto in %s; name its home with --from"
              .formatted(options.from().orElse(target.home())));
    }
    return found.get();
  }

  private static boolean inPlace(NodeHome source, OttoPaths target) throws IOException {
    return Files.exists(target.database())
        && Files.isSameFile(source.database(), target.database());
  }

  private static void refuseWhereInUse(NodeHome source) throws IOException, StartException {
    Optional<String> user = EarlierDatabase.user(source.database());
    if (user.isPresent()) {
      throw refusal(
          "%s is in use by %s; stop the Node.js Otto first"
              .formatted(source.database(), user.get()));
    }
  }

  private static StartException refusal(String message) {
    return new StartException(StartException.FAILED, message, null);
  }

  /** Rehearses the import in a folder that is deleted afterwards. */
  private ImportReport rehearse(NodeHome source, OttoPaths target, boolean inPlace)
      throws IOException, StartException {
    Path work = Files.createTempDirectory("otto-import");
    try {
      var report = new ImportReport();
      Path database = work.resolve("otto-state.db");
      if (Files.exists(target.database()) && !inPlace) {
        EarlierDatabase.copy(target.database(), database);
      }
      Set<String> profiles = records(snapshot(source, work), database, target, report);
      files(source, target, report, true).run(profiles);
      return report;
    } finally {
      HomeCopy.delete(work);
    }
  }

  /** Imports into an existing home; the old one stays in its place. */
  private ImportReport add(NodeHome source, OttoPaths target, Path work)
      throws IOException, StartException {
    var report = new ImportReport();
    target.createFolders();
    Set<String> profiles = records(snapshot(source, work), target.database(), target, report);
    files(source, target, report, false).run(profiles);
    return report;
  }

  private ImportReport replace(NodeHome source, OttoPaths target, Path work)
      throws IOException, StartException {
    var report = new ImportReport();
    Path snapshot = snapshot(source, work);
    report.copiedTo(copied(source, target, snapshot, work));
    Path fresh = work.resolve("otto-state.db");
    Set<String> profiles = records(snapshot, fresh, target, report);
    files(source, target, report, false).run(profiles);
    target.createFolders();
    refuseWhereInUse(source);
    EarlierDatabase.flatten(source.database());
    Files.move(fresh, target.database(), StandardCopyOption.ATOMIC_MOVE);
    HomeCopy.flush(target.data());
    return report;
  }

  private Path copied(NodeHome source, OttoPaths target, Path snapshot, Path work)
      throws IOException {
    var copy = new HomeCopy(source.home(), Set.of(work, target.lock()));
    Optional<Path> existing = copy.existing(snapshot, work);
    return existing.isPresent()
        ? existing.get()
        : copy.make(LocalDate.ofInstant(environment.clock().instant(), environment.zone()));
  }

  /** Returns a snapshot of the old database in one file; only this is read. */
  private static Path snapshot(NodeHome source, Path work) throws IOException {
    Path snapshot = work.resolve("old.db");
    EarlierDatabase.copy(source.database(), snapshot);
    EarlierDatabase.flatten(snapshot);
    return snapshot;
  }

  private FileImport files(
      NodeHome source, OttoPaths target, ImportReport report, boolean rehearsal) {
    return new FileImport(source, target, environment.userHome(), report, rehearsal);
  }

  private Set<String> records(Path snapshot, Path database, OttoPaths paths, ImportReport report)
      throws IOException, StartException {
    Instant now = environment.clock().instant();
    var mode = new RecordImport.Mode(options.activate(), now, now.minus(keptFor(paths)));
    try (var old = EarlierDatabase.open(snapshot);
        var target = SqliteDatabase.open(database)) {
      var profiles = new NotificationProfiles(target, environment.clock(), environment.zone());
      var initial = NotificationProfile.initial(environment.zone());
      var records = new RecordImport(old, report, mode);
      return target.write(tx -> records.run(tx, profiles, initial));
    } catch (RecordImport.TakenIdsException e) {
      throw refusal(String.valueOf(e.getMessage()));
    }
  }

  private Duration keptFor(OttoPaths paths) throws IOException, StartException {
    return switch (new ConfigFile(paths.config()).read(environment)) {
      case ConfigResult.Valid valid -> valid.config().retention().runs();
      case ConfigResult.Broken _ ->
          throw refusal(paths.config() + " has errors; run `otto config check` and fix them first");
    };
  }
}
