package dev.otto.ctl.command;

import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Connection;
import dev.otto.local.ApiToken;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The token file of an Otto on this machine, which rereads it whenever it has changed. */
record LocalToken(Path file) {

  static String fresh() {
    return ApiToken.create(new SecureRandom());
  }

  String read() {
    return Connection.read(file);
  }

  /** Replaces the token. */
  void replace(String token) {
    try {
      ApiToken.store(file, token);
    } catch (IOException e) {
      throw ApiException.failed(
          file
              + " cannot be written ("
              + e.getMessage()
              + "); is there room on the disk, and is this the user who runs Otto?");
    }
  }
}
