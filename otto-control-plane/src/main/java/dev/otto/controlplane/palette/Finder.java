package dev.otto.controlplane.palette;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.wire.CatalogModel;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds pages, jobs, models and actions by a few words. */
final class Finder {
  private static final int JOBS = 6;
  private static final int MODELS = 6;

  private final OttoApi otto;

  Finder(OttoApi otto) {
    this.otto = otto;
  }

  /** Returns the matches; empty groups are left out. */
  Found find(String text) {
    var words = TypedWords.of(text);
    var groups = new ArrayList<Found.HitGroup>();
    if (words.verb().isEmpty()) {
      groups.add(new Found.HitGroup("Pages", pages(words)));
    }
    groups.add(new Found.HitGroup("Jobs", jobs(words)));
    groups.add(new Found.HitGroup("Actions", actions(words)));
    if (words.verb().isEmpty()) {
      groups.add(new Found.HitGroup("Models", models(words)));
    }
    groups.removeIf(group -> group.hits().isEmpty());
    return new Found(text, groups);
  }

  /**
   * The typed text.
   *
   * @param verb the action on a job, if the text begins with one
   * @param rest the words to search for
   */
  private record TypedWords(Optional<Action> verb, String rest) {
    static TypedWords of(String text) {
      String[] parts = text.strip().split("\\s+", 2);
      Optional<Action> verb =
          Action.of(parts[0].toLowerCase(Locale.ROOT)).filter(action -> action != Action.REFRESH);
      return verb.isPresent() && parts.length == 2
          ? new TypedWords(verb, parts[1])
          : new TypedWords(Optional.empty(), text.strip());
    }

    boolean in(String label) {
      String lower = label.toLowerCase(Locale.ROOT);
      return Arrays.stream(rest.toLowerCase(Locale.ROOT).split("\\s+")).allMatch(lower::contains);
    }
  }

  private static List<Hit> pages(TypedWords words) {
    return Arrays.stream(Nav.values())
        .filter(place -> place != Nav.NONE && words.in(place.label()))
        .map(place -> Hit.open(place.label(), "page", place.path()))
        .toList();
  }

  private List<Hit> jobs(TypedWords words) {
    if (words.rest().isEmpty()) {
      return List.of();
    }
    var filter = Map.of("search", words.rest(), "limit", Integer.toString(JOBS));
    List<JobItem> found = otto.jobs(filter).map(JobPage::jobs).orThrow();
    return words.verb().isPresent()
        ? found.stream().flatMap(job -> action(words.verb().get(), job)).toList()
        : Stream.concat(
                found.stream().map(Finder::page), found.stream().limit(2).flatMap(Finder::deeds))
            .toList();
  }

  private static Hit page(JobItem job) {
    String state = job.terminalState() == null ? job.status() : job.terminalState();
    return Hit.open(job.id(), "job, " + state, Links.job(job.id()));
  }

  private static Stream<Hit> deeds(JobItem job) {
    return Stream.of(Action.RUN, Action.PAUSE, Action.RESUME)
        .flatMap(action -> action(action, job));
  }

  /** Returns the action on the job; none if it makes no sense for the job. */
  private static Stream<Hit> action(Action action, JobItem job) {
    boolean over = job.terminalState() != null;
    boolean paused = job.status().equals("paused");
    boolean own = job.isMutable();
    return switch (action) {
      case RUN ->
          own && job.status().equals("idle")
              ? Stream.of(Hit.act("Run " + job.id() + " now", "action", action, job.id()))
              : Stream.empty();
      case PAUSE ->
          !over && !paused
              ? Stream.of(Hit.act("Pause " + job.id(), "action", action, job.id()))
              : Stream.empty();
      case RESUME ->
          !over && paused
              ? Stream.of(Hit.act("Resume " + job.id(), "action", action, job.id()))
              : Stream.empty();
      case REFRESH -> Stream.empty();
    };
  }

  private static List<Hit> actions(TypedWords words) {
    return Stream.of(
            Hit.act("Refresh the catalog of models", "action", Action.REFRESH, ""),
            new Hit(
                "New conversation with the assistant",
                "action",
                new Hit.Send("/assistant/new", Map.of())),
            new Hit("Switch between light and dark theme", "action", new Hit.Press("theme")),
            new Hit("Log out", "action", new Hit.Send("/logout", Map.of())))
        .filter(hit -> words.verb().isEmpty() && words.in(hit.label()))
        .toList();
  }

  private List<Hit> models(TypedWords words) {
    if (words.rest().isEmpty()) {
      return List.of();
    }
    List<CatalogModel> found = otto.catalog().orThrow().search(words.rest(), otto.modelsInUse());
    var hits = new ArrayList<Hit>();
    found.stream()
        .limit(MODELS)
        .forEach(it -> hits.add(Hit.open(it.ref(), it.title(), Links.model(it.ref()))));
    if (found.size() > MODELS) {
      hits.add(
          Hit.open(
              "All %d models with “%s”".formatted(found.size(), words.rest()),
              "models",
              Links.models(words.rest())));
    }
    return hits;
  }
}
