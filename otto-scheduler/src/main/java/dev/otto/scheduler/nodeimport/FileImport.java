package dev.otto.scheduler.nodeimport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.otto.local.PrivateFiles;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.config.FlowDefaultsText;
import dev.otto.models.config.Jsonc;
import dev.otto.models.config.Jsonc.StringNode;
import dev.otto.models.config.JsoncFile;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.nodeimport.ImportReport.HomePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Imports the files: profiles, token, configuration with the flow defaults. Each file is written
 * completely or not at all, and an existing one stays.
 */
final class FileImport {
  private static final List<String> OTTO_HOME = List.of("ottoHome");

  private final NodeHome source;
  private final OttoPaths target;
  private final Path user;
  private final ImportReport report;
  private final boolean rehearsal;

  /**
   * @param user whose home {@code ~} means
   * @param rehearsal reports without writing anything
   */
  FileImport(NodeHome source, OttoPaths target, Path user, ImportReport report, boolean rehearsal) {
    this.source = source;
    this.target = target;
    this.user = user;
    this.report = report;
    this.rehearsal = rehearsal;
  }

  /**
   * Imports everything.
   *
   * @param profileIds those that jobs name
   */
  void run(Set<String> profileIds) throws IOException {
    profiles(profileIds);
    token();
    configuration();
  }

  private void profiles(Set<String> named) throws IOException {
    copy(HomePart.PROFILES, source.taskConfig().resolve("base.jsonc"), target.baseProfile());
    Path folder = source.taskConfig().resolve("profiles");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".jsonc")).sorted().toList()) {
          copy(HomePart.PROFILES, file, target.profiles().resolve(file.getFileName()));
        }
      }
    }
    for (String id : named) {
      String name = id + ".jsonc";
      if (Files.notExists(folder.resolve(name))
          && Files.notExists(target.profiles().resolve(name))) {
        report.toDo(
            "jobs name the profile %s, which does not exist: write %s, or clear their profileId"
                .formatted(id, target.profiles().resolve(name)));
      }
    }
  }

  private void token() throws IOException {
    if (Files.notExists(source.token())) {
      report.toDo(
          "there is no token to import; Otto creates one at its first start: " + target.token());
      return;
    }
    boolean same = target.token().equals(source.token());
    if (!same) {
      copy(HomePart.TOKEN, source.token(), target.token());
    } else {
      report.there(HomePart.TOKEN, 1);
      if (!rehearsal && PrivateFiles.readableByOthers(source.token())) {
        PrivateFiles.replace(target.token(), Files.readAllBytes(source.token()));
      }
    }
    if (!Files.readString(source.token()).strip().matches("[\\x21-\\x7e]{32,}")) {
      report.toDo("the token is shorter than 32 characters; run `otto token rotate`");
    }
  }

  private void copy(HomePart part, Path from, Path to) throws IOException {
    if (Files.notExists(from)) {
      return;
    }
    if (Files.exists(to)) {
      report.there(part, 1);
      if (Files.mismatch(from, to) >= 0) {
        report.changedHere(to.toString());
      }
      return;
    }
    report.taken(part, 1);
    if (!rehearsal) {
      PrivateFiles.createParents(to);
      PrivateFiles.replace(to, Files.readAllBytes(from));
    }
  }

  private void configuration() throws IOException {
    Optional<String> text = new JsoncFile(source.config()).read();
    if (text.isEmpty()) {
      return;
    }
    FlowDefaults theirs = FlowDefaultsText.read(Jsonc.parse(text.get()));
    if (Files.notExists(target.config())) {
      report.taken(HomePart.CONFIGURATION, 1);
      report.taken(HomePart.FLOW_DEFAULTS, count(theirs, FlowDefaults.none()));
      if (!rehearsal) {
        PrivateFiles.createParents(target.config());
        PrivateFiles.replace(target.config(), withHome(text.get(), _ -> true).getBytes(UTF_8));
      }
    } else if (Files.isSameFile(source.config(), target.config())) {
      report.there(HomePart.CONFIGURATION, 1);
      report.there(HomePart.FLOW_DEFAULTS, count(theirs, FlowDefaults.none()));
      correctHome(text.get());
    } else {
      report.left(HomePart.CONFIGURATION, 1);
      flowDefaults(theirs);
    }
  }

  private void correctHome(String text) throws IOException {
    if (withHome(text, Files::notExists).equals(text)) {
      return;
    }
    report.note(
        "ottoHome in %s named a folder that is not there; it says %s now"
            .formatted(target.config(), target.home()));
    if (!rehearsal) {
      new JsoncFile(target.config()).change(now -> withHome(now.orElse("{}\n"), Files::notExists));
    }
  }

  /** Returns the text with the new home's path in place of the old one's. */
  private String withHome(String text, Predicate<Path> replaced) throws IOException {
    Jsonc document = Jsonc.parse(text);
    boolean other =
        document
            .find("ottoHome")
            .flatMap(
                node ->
                    node instanceof StringNode named
                        ? OttoPaths.folder(named.value(), user)
                        : Optional.empty())
            .filter(home -> !home.equals(target.home()))
            .filter(replaced)
            .isPresent();
    String home = TextNode.valueOf(target.home().toString()).toString();
    return other ? document.with(OTTO_HOME, home).text() : text;
  }

  private void flowDefaults(FlowDefaults theirs) throws IOException {
    FlowDefaults present = ours();
    FlowDefaults wanted = present;
    for (Flow flow : Flow.values()) {
      if (present.get(flow).isEmpty()) {
        wanted = wanted.with(flow, theirs.get(flow));
      } else if (theirs.get(flow).isPresent()) {
        report.there(HomePart.FLOW_DEFAULTS, 1);
        if (!present.get(flow).equals(theirs.get(flow))) {
          report.changedHere("the default of " + flow.key());
        }
      }
    }
    report.taken(HomePart.FLOW_DEFAULTS, count(wanted, present));
    if (!rehearsal && !wanted.equals(present)) {
      store(wanted);
    }
  }

  private static long count(FlowDefaults defaults, FlowDefaults without) {
    return Arrays.stream(Flow.values())
        .filter(flow -> !defaults.get(flow).equals(without.get(flow)))
        .count();
  }

  private FlowDefaults ours() throws IOException {
    return FlowDefaultsText.read(Jsonc.parse(new JsoncFile(target.config()).read().orElse("{}")));
  }

  private void store(FlowDefaults defaults) throws IOException {
    try (var file = new FlowDefaultsDocument(target.config())) {
      if (file.change(_ -> defaults) instanceof FlowDefaultsChange.Refused refused) {
        throw new IOException(target.config() + ": " + refused.reason());
      }
    }
  }
}
