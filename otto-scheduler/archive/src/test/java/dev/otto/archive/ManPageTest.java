package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.ctl.Ottoctl;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ManPageTest {
  private static final CommandLine TASK = Ottoctl.commandLine().getSubcommands().get("task");

  @Test
  void saysWhatTheHelpSays() {
    String page = page("create");
    assertTrue(page.contains("\\fBottoctl task create\\fR"), page);
    assertTrue(page.contains("\\fB\\-\\-cron\\fR \\fIEXPR\\fR"), page);
    assertTrue(page.contains("Five Unix fields, Quartz's six or seven"), page);
    assertTrue(page.contains(".SH EXAMPLES\n.nf\n    ottoctl task create"), page);
    assertTrue(page.contains("\\fBottoctl\\-task\\fR(1)"), page);
  }

  @Test
  void theExitCodesHaveASection() {
    String page = new ManPage(Ottoctl.commandLine().getCommandSpec()).text();
    assertTrue(page.contains(".SH EXIT STATUS\n0 done"), page);
  }

  @Test
  @WithTool("groff")
  void groffHasNothingToComplainAbout() throws Exception {
    for (CommandLine command : TASK.getSubcommands().values()) {
      assertEquals("", warnings(new ManPage(command.getCommandSpec()).text()));
    }
  }

  private static String page(String command) {
    return new ManPage(TASK.getSubcommands().get(command).getCommandSpec()).text();
  }

  private static String warnings(String page) throws IOException {
    Process groff = new ProcessBuilder("groff", "-man", "-ww", "-Tutf8", "-z").start();
    try (var in = groff.getOutputStream()) {
      in.write(page.getBytes(UTF_8));
    }
    return new String(groff.getErrorStream().readAllBytes(), UTF_8);
  }
}
