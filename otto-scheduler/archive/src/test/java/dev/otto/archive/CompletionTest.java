package dev.otto.archive;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.ctl.completion.Shell;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion in the shells themselves, set up as the README says, before a running Otto. */
@WithArchive
class CompletionTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String NOBODY = "http://127.0.0.1:1";

  @TempDir static Path ottoHome;
  private static StandInOpenCode openCode;
  private static Serving otto;
  private static Unpacked archive;
  private static List<String> mini;

  @TempDir Path home;

  @BeforeAll
  static void start(Unpacked unpacked) throws Exception {
    archive = unpacked.at(ottoHome);
    openCode = StandInOpenCode.start();
    otto = Serving.start(archive, openCode.url().toString());
    for (String id : List.of("morning-news", "a b:c")) {
      otto.ottoctl("task", "create", "--id", id, "--cron", "0 7 1 1 *", "--prompt", "Hi").ok();
    }
    mini =
        StandInOpenCode.demoModels().stream()
            .map(model -> model.ref().toString())
            .filter(ref -> ref.startsWith("basalt/basalt-4-"))
            .sorted()
            .toList();
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
  }

  /** An installation has no blank in its name. */
  @BeforeEach
  void install() throws Exception {
    Files.createSymbolicLink(home.resolve("otto"), archive.folder());
  }

  private Map<String, String> environment() {
    return Map.of(
        "HOME", home.toString(),
        "PATH", home.resolve("otto/bin") + ":/usr/bin:/bin",
        "OTTO_HOME", ottoHome.toString(),
        "OTTO_EXTERNAL_API_URL", otto.url());
  }

  @Test
  @WithTool({"bash", "/usr/share/bash-completion/bash_completion"})
  void bashCompletesWithBashCompletion() throws Exception {
    link("share/bash-completion/completions", ".local/share/bash-completion/completions");
    Path rc =
        Files.writeString(
            home.resolve(".bashrc"),
            """
            source /usr/share/bash-completion/bash_completion
            bind 'set show-all-if-ambiguous on' 'set completion-query-items 0'
            bind 'set page-completions off'
            bind 'set completion-query-items 0'
            PS1=$PROMPT
            """);
    try (var bash = Typing.in("bash --noprofile --rcfile " + rc + " -i", environment())) {
      completesInAll(bash);
      bash.completes("ottoctl task show a", "a\\ b:c ");
      bash.completes("ottoctl task show 'a", "'a b:c' ");
    }
  }

  @Test
  @WithTool("bash")
  void bashCompletesWithoutBashCompletion() throws Exception {
    Path rc =
        Files.writeString(
            home.resolve(".bashrc"),
            """
            source <(ottoctl completion bash)
            PS1=$PROMPT
            """);
    try (var bash = Typing.in("bash --noprofile --rcfile " + rc + " -i", environment())) {
      bash.completes("ottoctl mo", "ottoctl model ");
      bash.completes("ottoctl task show morn", "morning-news ");
    }
  }

  @Test
  @WithTool("zsh")
  void zshCompletesWithAFunctionOfItsOwn() throws Exception {
    Files.writeString(
        home.resolve(".zshrc"),
        """
        fpath=(~/otto/share/zsh/site-functions $fpath)
        autoload -Uz compinit && compinit -u
        LISTMAX=10000
        PS1=$PROMPT
        """);
    try (var zsh = Typing.in("zsh -i", environment())) {
      completesInAll(zsh);
      zsh.completes("ottoctl task show a", "a\\ b:c ");
      zsh.completes("ottoctl model defaults ", "Sets the default of one flow");
      assertFalse(zsh.screen().contains("bashcompinit"), zsh.screen());
    }
  }

  /** What bash and zsh have in common. */
  private static void completesInAll(Typing shell) throws Exception {
    shell.completes("ottoctl mo", "ottoctl model ");
    shell.completes("ottoctl model defaults ", "set", "show");
    shell.completes("ottoctl model defaults set wat", "watchdogFailures ");
    shell.completes("ottoctl task show morn", "morning-news ");
    shell.completes(
        "ottoctl task set-model morning-news basalt/basalt-4-", mini.toArray(String[]::new));
    shell.completes("ottoctl task create --model=basalt/basalt-4-", mini.toArray(String[]::new));
    shell.completes("ottoctl task set-model morning-news inh", "inherit ");
    shell.completes("ottoctl -o js", "json ");
    shell.completes("ottoctl audit --bef", "--before");
    shell.completes("otto conf", "config ");
    shell.completes("otto backup /usr/shar", "/usr/share/");
    shell.completes(
        "ottoctl --url " + NOBODY + " task show morn\t" + Typing.KILL_LINE + "ottoctl stat",
        "status ");
    assertFalse(shell.screen().contains("answer") || shell.screen().contains("morning"));
  }

  @Test
  @WithTool("fish")
  void fishCompletesModelsWhereAModelBelongs() throws Exception {
    link("share/fish/vendor_completions.d", ".config/fish/completions");
    assertEquals(List.of("model"), fish("ottoctl mo"));
    assertEquals(List.of("set", "show"), fish("ottoctl model defaults "));
    assertEquals(List.of("watchdogFailures"), fish("ottoctl model defaults set wat"));
    assertEquals(List.of("morning-news"), fish("ottoctl task show morn"));
    assertEquals(List.of("a b:c"), fish("ottoctl task show a"));
    assertEquals(mini, fish("ottoctl task set-model morning-news basalt/basalt-4-"));
    assertEquals(mini, fish("ottoctl model defaults set heartbeat basalt/basalt-4-"));
    assertEquals(mini, fish("ottoctl model explain --without basalt/basalt-4-"));
    assertEquals(List.of("json"), fish("ottoctl -o js"));
    assertEquals(List.of("--before"), fish("ottoctl audit --bef"));
    assertEquals(List.of("config"), fish("otto conf"));
    assertEquals(List.of("/usr/share/"), fish("otto backup /usr/shar"));
    assertEquals(List.of(), complete("ottoctl --url " + NOBODY + " task show "));
    assertEquals(List.of(), complete("ottoctl task audit --bef"));
  }

  /** The candidates, without what is said of them; asked again until there are some. */
  private List<String> fish(String line) {
    return await().atMost(LONG).until(() -> complete(line), found -> !found.isEmpty());
  }

  private List<String> complete(String line) throws Exception {
    var builder = new ProcessBuilder("fish", "-c", "complete -C $argv[1]", line);
    builder.environment().clear();
    builder.environment().putAll(environment());
    return archive.run(builder).ok().lines().map(found -> found.replaceFirst("\t.*", "")).toList();
  }

  @Test
  void theCommandPrintsWhatTheArchiveHolds() throws Exception {
    var files =
        Map.of(
            Shell.bash, "share/bash-completion/completions/ottoctl",
            Shell.zsh, "share/zsh/site-functions/_ottoctl",
            Shell.fish, "share/fish/vendor_completions.d/ottoctl.fish");
    for (Shell shell : Shell.values()) {
      assertEquals(
          Files.readString(archive.file(files.get(shell))),
          archive.run("ottoctl", "completion", shell.name()).ok());
    }
  }

  /** As the README says. */
  private void link(String scripts, String folder) throws Exception {
    Path place = Files.createDirectories(home.resolve(folder));
    for (Path script : archive.files(scripts)) {
      Files.createSymbolicLink(
          place.resolve(script.getFileName().toString()),
          home.resolve("otto").resolve(archive.folder().relativize(script)));
    }
  }
}
