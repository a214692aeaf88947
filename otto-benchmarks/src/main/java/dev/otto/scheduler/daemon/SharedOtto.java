package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.database.SharedPostgres;
import dev.otto.scheduler.logging.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;

/** An Otto whose database others use, too, until its process is killed. */
final class SharedOtto {
  private SharedOtto() {}

  public static void main(String[] arguments) throws Exception {
    Logging.start(System.out, Logging.LogStyle.TEXT, Logging.Detail.NORMAL);
    var variables = System.getenv();
    var environment =
        new Environment(
            variables,
            Path.of(variables.getOrDefault("OTTO_HOME", "")),
            InstantSource.system(),
            ZoneId.systemDefault(),
            new SecureRandom());
    try (var _ =
        Otto.start(
            Otto.configuration(environment),
            environment,
            (config, paths, its) ->
                SharedPostgres.open(
                    config.database().orElseThrow().url(), NodeId.of(config, paths, its)))) {
      Thread.currentThread().join();
    }
  }
}
