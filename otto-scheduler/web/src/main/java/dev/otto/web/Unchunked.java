package dev.otto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Answers to clients of HTTP/1.0, who do not know chunks: what is streamed to them ends with the
 * connection. Every other answer passes as it is.
 */
final class Unchunked implements DataWriter {
  private static final Pattern CHUNKED = Pattern.compile("(?im)^Transfer-Encoding: *chunked\r\n");

  private final DataWriter writer;
  private final BooleanSupplier applies;
  private final StringBuilder line = new StringBuilder();
  private AnswerPart part = AnswerPart.HEAD;
  private long left;

  /** The part of the answer that is next. */
  private enum AnswerPart {
    HEAD,
    PLAIN,
    SIZE,
    CHUNK,
    END_OF_CHUNK,
    END
  }

  /**
   * Puts itself before a writer.
   *
   * @param applies whether the client speaks HTTP/1.0, known once its request was read
   */
  Unchunked(DataWriter writer, BooleanSupplier applies) {
    this.writer = writer;
    this.applies = applies;
  }

  @Override
  public void write(BufferData... buffers) {
    if (applies.getAsBoolean()) {
      write(BufferData.create(buffers));
    } else {
      writer.write(buffers);
    }
  }

  @Override
  public void write(BufferData buffer) {
    writer.write(applies.getAsBoolean() ? plain(buffer) : buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    if (applies.getAsBoolean()) {
      writeNow(BufferData.create(buffers));
    } else {
      writer.writeNow(buffers);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    writer.writeNow(applies.getAsBoolean() ? plain(buffer) : buffer);
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }

  private BufferData plain(BufferData buffer) {
    var out = new ByteArrayOutputStream(buffer.available());
    for (byte next : buffer.readBytes()) {
      take(next, out);
    }
    return BufferData.create(out.toByteArray());
  }

  private void take(byte next, ByteArrayOutputStream out) {
    switch (part) {
      case HEAD -> {
        if (endsWith("\r\n\r\n", next)) {
          String head = taken();
          var chunked = CHUNKED.matcher(head);
          part = chunked.find() ? AnswerPart.SIZE : AnswerPart.PLAIN;
          out.writeBytes(chunked.replaceAll("").getBytes(ISO_8859_1));
        }
      }
      case PLAIN -> out.write(next);
      case SIZE -> {
        if (endsWith("\r\n", next)) {
          left = Long.parseLong(taken().strip(), 16);
          part = left == 0 ? AnswerPart.END : AnswerPart.CHUNK;
        }
      }
      case CHUNK -> {
        out.write(next);
        part = --left == 0 ? AnswerPart.END_OF_CHUNK : AnswerPart.CHUNK;
      }
      case END_OF_CHUNK -> {
        if (endsWith("\r\n", next)) {
          taken();
          part = AnswerPart.SIZE;
        }
      }
      case END -> {}
    }
  }

  private boolean endsWith(String end, byte next) {
    line.append((char) (next & 0xff));
    return line.length() >= end.length() && line.indexOf(end, line.length() - end.length()) >= 0;
  }

  private String taken() {
    String text = line.toString();
    line.setLength(0);
    return text;
  }
}
