package dev.otto.web;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The way of an answer to its client, in pieces: of a large body only a piece is copied at a time,
 * and a client that takes a piece too slowly loses its connection.
 */
final class WatchedOutput extends FilterOutputStream {
  private static final int PIECE = 16 * 1024;

  private final Connection connection;

  WatchedOutput(OutputStream out, Connection connection) {
    super(out);
    this.connection = connection;
  }

  /** A step that blocks while the client does not read. */
  private interface Sending {
    void run() throws IOException;
  }

  private void watched(Sending sending) throws IOException {
    connection.sending();
    try {
      sending.run();
    } finally {
      connection.sent();
    }
  }

  @Override
  public void write(int b) throws IOException {
    watched(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; done += PIECE) {
      int from = offset + done;
      // Helidon writes too much of an array that does not begin at 0, so each piece is one.
      byte[] piece = Arrays.copyOfRange(bytes, from, from + Math.min(PIECE, length - done));
      watched(() -> out.write(piece, 0, piece.length));
    }
  }

  @Override
  public void flush() throws IOException {
    watched(out::flush);
  }

  @Override
  public void close() throws IOException {
    watched(out::close);
  }
}
