package dev.otto.controlplane.jobs.detail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.controlplane.markdown.Markdown;
import dev.otto.controlplane.page.HarmlessText;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.wire.RunItem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The answer of a run as a file to keep, named after its job and its start. */
final class AnswerFile {
  private static final int MAX_NAME = 80;
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AnswerFile() {}

  /** Returns the answer to the letter. */
  static Reply markdown(RunItem run) {
    return file(run, "md", "text/markdown; charset=utf-8", RunView.output(run));
  }

  /** Returns the words of the answer; of one that is longer than a page shows, with their marks. */
  static Reply text(RunItem run) {
    String written = RunView.output(run);
    String words =
        written.length() <= RunView.MAX_ANSWER
            ? Markdown.of(written).text()
            : HarmlessText.of(written);
    return file(run, "txt", "text/plain; charset=utf-8", words);
  }

  private static Reply file(RunItem run, String ending, String type, String text) {
    return Reply.bytes(type, text.getBytes(UTF_8))
        .with("Content-Disposition", disposition(name(run) + "." + ending));
  }

  /** Returns the name twice: in letters that every browser takes, and as it is. */
  private static String disposition(String name) {
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s"
        .formatted(name.replaceAll("[^A-Za-z0-9._-]", "_"), Form.encode(name).replace("*", "%2A"));
  }

  private static String name(RunItem run) {
    String job = run.jobId().replaceAll("[^\\p{L}\\p{M}\\p{N}._-]+", "-");
    String shortened = HarmlessText.beginning(job, MAX_NAME).replaceAll("^[.-]+|[.-]+$", "");
    return (shortened.isEmpty() ? "run" : shortened)
        + "-"
        + START.format(Instant.ofEpochMilli(run.startedAt()));
  }
}
