package dev.otto.archive;

import java.nio.file.Path;

/** As unpacked from the archive. */
@WithArchive
@WithNetwork
class DefaultInstallFromArchiveTest extends DefaultInstall {
  private final Unpacked archive;

  DefaultInstallFromArchiveTest(Unpacked archive) {
    this.archive = archive;
  }

  @Override
  Path launcher(String program) {
    return archive.file("bin/" + program);
  }
}
