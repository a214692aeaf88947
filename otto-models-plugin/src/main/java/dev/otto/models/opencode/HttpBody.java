package dev.otto.models.opencode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** The body of a response, delimited by its length, in chunks, or by the end of the connection. */
final class HttpBody extends InputStream {
  private static final int PIECE = 8192;

  private final InputStream in;
  private final Framing framing;
  private long left;
  private boolean first = true;

  private enum Framing {
    LENGTH,
    CHUNKS,
    CLOSE
  }

  private HttpBody(InputStream in, Framing framing, long left) {
    this.in = in;
    this.framing = framing;
    this.left = left;
  }

  static HttpBody ofLength(InputStream in, long length) {
    return new HttpBody(in, Framing.LENGTH, length);
  }

  static HttpBody inChunks(InputStream in) {
    return new HttpBody(in, Framing.CHUNKS, 0);
  }

  static HttpBody untilClosed(InputStream in) {
    return new HttpBody(in, Framing.CLOSE, Long.MAX_VALUE);
  }

  /**
   * Reads on to the end of the response.
   *
   * @return whether another may follow on the connection
   */
  boolean readToEnd() throws IOException {
    if (framing == Framing.CLOSE) {
      return false;
    }
    var piece = new byte[PIECE];
    int count;
    do {
      count = read(piece, 0, piece.length);
    } while (count >= 0);
    if (framing == Framing.CHUNKS) {
      String trailer;
      do {
        trailer = HttpHead.line(in);
      } while (!trailer.isEmpty());
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (framing == Framing.CHUNKS && left == 0) {
      startChunk();
    }
    if (left <= 0) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0 && framing != Framing.CLOSE) {
      throw new EOFException();
    }
    left -= Math.max(count, 0);
    return count;
  }

  /** Reads the size of the next chunk; after the last one {@code left} is -1. */
  private void startChunk() throws IOException {
    if (!first) {
      HttpHead.line(in);
    }
    first = false;
    String size = HttpHead.line(in).split(";", 2)[0].strip();
    try {
      left = Long.parseUnsignedLong(size, 16);
    } catch (NumberFormatException e) {
      throw new ProtocolException("chunk size");
    }
    if (left < 0) {
      throw new ProtocolException("chunk size");
    }
    if (left == 0) {
      left = -1;
    }
  }
}
