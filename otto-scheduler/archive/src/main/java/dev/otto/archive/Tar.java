package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tar files that hold nothing of the machine and the moment they were made on: sorted names, one
 * time, one owner, and rights that do not follow the umask.
 *
 * @param owner the number of the user and the group that all files belong to
 */
record Tar(Instant time, int owner) {

  /** Packs files as those of root. */
  Tar(Instant time) {
    this(time, 0);
  }

  /** Packs the named files and folders of a folder; gzipped if the result is so named. */
  void pack(Path folder, List<String> names, Path result) throws IOException, InterruptedException {
    Stream<String> options =
        Stream.of(
            "tar",
            "--create",
            "--auto-compress",
            "--file=" + result,
            "--sort=name",
            "--format=gnu",
            "--mtime=@" + time.getEpochSecond(),
            "--owner=" + owner,
            "--group=" + owner,
            "--numeric-owner",
            "--mode=u=rwX,go=rX");
    HostProgram.run(folder, Stream.concat(options, names.stream()).toArray(String[]::new));
  }
}
