package dev.otto.web;

import io.helidon.common.buffers.DataReader;
import java.io.IOException;
import java.net.Socket;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection: what is waited for on it, and until when. Nothing is waited for while a request
 * is being answered, however long that takes, but that the client takes each piece of the answer.
 * Times are those of {@link System#nanoTime}.
 */
final class Connection {
  private final Socket socket;
  private final ConnectionLimits limits;
  private final LongSupplier nanoTime;
  private volatile boolean trusted;
  private volatile Awaited awaited = Awaited.HEAD;
  private volatile long deadline;
  private volatile boolean reading = true;
  private volatile boolean sending;

  /** The part of a request that is next. */
  private enum Awaited {
    /** The rest of the headers, or the first ones of a new connection. */
    HEAD,
    /** The body, if the one who answers reads it. */
    BODY,
    /** The first byte of another request. */
    IDLE
  }

  Connection(Socket socket, ConnectionLimits limits, LongSupplier nanoTime) {
    this.socket = socket;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + limits.head().toNanos();
  }

  /** Reads what comes next; null at the end of the stream. */
  byte @Nullable [] read(DataReader from) {
    reading = true;
    try {
      byte[] bytes = from.readBuffer().readBytes();
      if (awaited == Awaited.IDLE) {
        expect(Awaited.HEAD, limits.head().toNanos());
      }
      return bytes;
    } catch (DataReader.InsufficientDataAvailableException e) {
      return null;
    } finally {
      reading = false;
    }
  }

  /** Notes that the headers of a request are here. */
  void headIsComplete() {
    expect(Awaited.BODY, limits.body().toNanos());
  }

  /** Notes that the answer is out. */
  void answered() {
    expect(Awaited.IDLE, limits.idle().toNanos());
  }

  /** Notes that a piece of the answer is on its way. */
  void sending() {
    deadline = nanoTime.getAsLong() + limits.body().toNanos();
    sending = true;
  }

  /** Notes that the client took the piece. */
  void sent() {
    sending = false;
  }

  private void expect(Awaited next, long nanos) {
    deadline = nanoTime.getAsLong() + nanos;
    awaited = next;
  }

  /** Keeps this connection when others have to give way: its client proved who it is. */
  void trust() {
    trusted = true;
  }

  boolean isTrusted() {
    return trusted;
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  /** Reports whether what is waited for has not come in time. */
  boolean isLate() {
    return (reading || sending) && nanoTime.getAsLong() - deadline > 0;
  }

  /** Closes it, in a thread of its own: a TLS connection first says goodbye, which may block. */
  void close() {
    Thread.ofVirtual().start(this::closeNow);
  }

  private void closeNow() {
    try {
      if (sending) {
        // A client that does not read takes no goodbye either, and TLS would wait for that.
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
