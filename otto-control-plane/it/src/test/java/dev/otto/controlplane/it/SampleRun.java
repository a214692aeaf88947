package dev.otto.controlplane.it;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A run with a transcript, of a job that is over, as an earlier Otto has left it. */
final class SampleRun {
  static final String ADDRESS = "/jobs/issue-digest/runs/d8268fed-8f77-497a-81bd-5a83eec00d14";

  private static final String ID = ADDRESS.substring(ADDRESS.lastIndexOf('/') + 1);
  private static final String PROMPT = "Which of the open issues are urgent? Label those.";
  private static final String ANSWER =
      """
      {"status":"success","summary":"Nothing is urgent.\\n\\n- **12** open issues, 3 of this week\\n- I could not push the labels: nobody allowed it\\n"}
      """;
  private static final String ENTRIES =
      """
      [{"depth":0,"kind":"reasoning","at":AT,"modelRef":"alder/alder-4.5-large","agent":"build",
        "text":"The issues are files here. A subagent can count them meanwhile.","truncated":false},
       {"depth":0,"kind":"tool","at":AT,"modelRef":"alder/alder-4.5-large","agent":"build",
        "tool":{"name":"task","status":"completed","input":"{\\"subagent_type\\":\\"counter\\"}",
          "output":"12 are open, 3 of them of this week"},"truncated":false},
       {"depth":1,"kind":"prompt","at":AT,"agent":"counter",
        "text":"Count the open issues, and those of this week.","truncated":false},
       {"depth":1,"kind":"tool","at":AT,"modelRef":"basalt/basalt-4-mini","agent":"counter",
        "tool":{"name":"glob","status":"completed","input":"{\\"pattern\\":\\"issues/open/*.md\\"}",
          "output":"12 files"},"truncated":false},
       {"depth":1,"kind":"text","at":AT,"modelRef":"basalt/basalt-4-mini","agent":"counter",
        "text":"12 are open, 3 of them of this week","truncated":false},
       {"depth":0,"kind":"tool","at":AT,"modelRef":"alder/alder-4.5-large","agent":"build",
        "tool":{"name":"bash","status":"error","input":"{\\"command\\":\\"git push origin labels\\"}",
          "output":"Nobody watches this run, so nobody can allow it."},"truncated":false},
       {"depth":0,"kind":"permission","at":AT,"modelRef":"alder/alder-4.5-large","agent":"build",
        "tool":{"name":"bash","status":"reject",
          "input":"{\\"patterns\\":[\\"git push origin labels\\"]}"},"truncated":false},
       {"depth":0,"kind":"text","at":AT,"modelRef":"alder/alder-4.5-large","agent":"build",
        "text":"Nothing is urgent. 12 open issues, 3 of this week.","truncated":false}]
      """;

  private SampleRun() {}

  /** Writes it into a home in which no Otto runs yet, with the settings that keep it. */
  static void in(Path home) throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\n  \"runs\": {\"transcriptDays\": 7, \"transcriptTools\": true}\n}\n");
    Files.createDirectories(home.resolve("data"));
    try (var database = SqliteDatabase.open(home.resolve("data/otto-state.db"))) {
      insert(database, Instant.now().minusSeconds(1_200));
    }
  }

  private static void insert(Database database, Instant at) {
    database.write(
        tx -> {
          tx.update(
              """
              INSERT INTO jobs (id, type, schedule_type, created_at, updated_at, terminal_state)
              VALUES ('issue-digest', 'prompt', 'oneshot', ?, ?, 'completed')
              """,
              at,
              at);
          tx.update("INSERT INTO run_prompts (sha256, text) VALUES ('sample', ?)", PROMPT);
          tx.update(
              """
              INSERT INTO runs (id, job_id, started_at, finished_at, created_at, state, session_id,
                resolved_model_ref, served_model_ref, model_source, surface, result_json,
                prompt_sha256, permissions_json)
              VALUES (?, 'issue-digest', ?, ?, ?, 'succeeded', 'ses_1', 'alder/alder-4.5-large',
                'alder/alder-4.5-large', 'global_default', 'scheduler', ?, 'sample', ?)
              """,
              ID,
              at,
              at.plusSeconds(24),
              at,
              ANSWER,
              "[{\"permission\":\"bash\",\"patterns\":[\"git push origin labels\"],"
                  + "\"sessionId\":\"ses_1\",\"reply\":\"reject\"}]");
          return tx.update(
              """
              INSERT INTO run_transcripts (run_id, session_id, at, entries_json, truncated)
              VALUES (?, 'ses_1', ?, ?, 0)
              """,
              ID,
              at.plusSeconds(24),
              ENTRIES.replace("AT", Long.toString(at.toEpochMilli())));
        });
  }
}
