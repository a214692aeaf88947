package dev.otto.models.opencode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** The body of a response, delimited by its length or in chunks. */
final class HttpBody extends InputStream {
  private final InputStream in;
  private final boolean chunked;
  private long left;
  private boolean first = true;

  private HttpBody(InputStream in, boolean chunked, long left) {
    this.in = in;
    this.chunked = chunked;
    this.left = left;
  }

  static InputStream ofLength(InputStream in, long length) {
    return new HttpBody(in, false, length);
  }

  static InputStream inChunks(InputStream in) {
    return new HttpBody(in, true, 0);
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
    if (chunked && left == 0) {
      startChunk();
    }
    if (left <= 0) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException();
    }
    left -= count;
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
