package dev.otto.web;

import io.helidon.common.buffers.DataReader;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
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
  private final long opened;
  private volatile boolean begun;
  private volatile boolean trusted;
  private volatile Awaited awaited = Awaited.HEAD;
  private volatile long since;
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
    this.opened = nanoTime.getAsLong();
    this.since = opened;
    this.deadline = opened + limits.head().toNanos();
  }

  /** Notes that the machine has come to it: from now on it is the client that is waited for. */
  void begin() {
    since = nanoTime.getAsLong();
    begun = true;
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
    since = nanoTime.getAsLong();
    deadline = since + limits.body().toNanos();
    sending = true;
  }

  /** Notes that the client took the piece. */
  void sent() {
    sending = false;
  }

  private void expect(Awaited next, long nanos) {
    since = nanoTime.getAsLong();
    deadline = since + nanos;
    awaited = next;
  }

  /** Keeps this connection when others have to give way: its client proved who it is. */
  void trust() {
    trusted = true;
  }

  boolean isTrusted() {
    return trusted;
  }

  /** Returns when it was accepted. */
  long opened() {
    return opened;
  }

  /** Reports whether its client is to send something, and all that it sent has been read. */
  boolean isSilent() {
    return reading && !isUnread();
  }

  /**
   * Reports whether the client is not to blame for the wait: it sent something that was not read
   * yet, or the machine is behind and has not come to it at all.
   */
  boolean isUnread() {
    try {
      return !begun || (reading && socket.getInputStream().available() > 0);
    } catch (IOException e) {
      return false;
    }
  }

  /** Reports whether its client is to send a request, and has not for longer than this. */
  boolean isSilentFor(Duration time) {
    return nanoTime.getAsLong() - since > time.toNanos() && isSilent();
  }

  /** Reports whether a piece of an answer is on its way for longer than this. */
  boolean isSendingFor(Duration time) {
    return sending && nanoTime.getAsLong() - since > time.toNanos();
  }

  /** Reports whether it waits for another request. */
  boolean isIdle() {
    return awaited == Awaited.IDLE && isSilent();
  }

  /** Returns when the last step of a request or an answer was. */
  long since() {
    return since;
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  /** Reports whether what is waited for has not come in time. */
  boolean isLate() {
    return nanoTime.getAsLong() - deadline > 0 && (sending || isSilent());
  }

  /** Closes it; TLS first says goodbye, which may block. */
  void close() {
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
