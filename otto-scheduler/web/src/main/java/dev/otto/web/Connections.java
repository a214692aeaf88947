package dev.otto.web;

import io.helidon.common.socket.SocketOptions;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The open connections of a server, the eldest first. Where all places are taken, the eldest whose
 * client has not proved who it is gives way to a new one, so that strangers never keep out who has
 * the token. Helidon's own bound is not used: it lets new ones wait for as long as the others
 * please, and a failed TLS handshake uses up one of its places for ever.
 */
final class Connections {
  private static final int MAX_WAIT_MILLIS = 1_000;

  private final ConnectionLimits limits;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, Connection> open = new LinkedHashMap<>();

  Connections(ConnectionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** Returns socket options that let each accepted connection in here first. */
  SocketOptions watching(SocketOptions options) {
    return new Watching(options, this);
  }

  /**
   * Takes in a new connection.
   *
   * @return whether another one had to give way
   * @throws UncheckedIOException if all places are taken by clients with the token
   */
  private synchronized boolean accept(Socket socket) {
    if (open.size() >= limits.open()) {
      open.values().removeIf(Connection::isClosed);
    }
    boolean full = open.size() >= limits.open();
    if (full) {
      giveWay();
    }
    open.put(socket.getRemoteSocketAddress(), new Connection(socket, limits, nanoTime));
    return full;
  }

  /**
   * Waits until those that had to give way are closed, which takes a moment: who opens connections
   * faster than that must not use up the files, as Helidon's listener ends with them.
   */
  private static void awaitFiles() {
    try {
      for (int i = 0; i < MAX_WAIT_MILLIS && !ConnectionLimits.hasFilesForMore(); i++) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveWay() {
    var all = open.values().iterator();
    while (all.hasNext()) {
      Connection eldest = all.next();
      if (!eldest.isTrusted()) {
        eldest.close();
        all.remove();
        return;
      }
    }
    throw new UncheckedIOException(new SocketException("Too many connections"));
  }

  /** Returns the connection from this address. */
  synchronized Connection from(SocketAddress peer) {
    Connection known = open.get(peer);
    if (known == null) {
      // It had to give way a moment ago, and what it still does changes nothing.
      return new Connection(new Socket(), limits, nanoTime);
    }
    return known;
  }

  /** Closes the connections on which what is waited for has not come in time. */
  synchronized void closeLate() {
    open.values().removeIf(Connection::isClosed);
    open.values().stream().filter(Connection::isLate).forEach(Connection::close);
  }

  /** The socket options of Helidon, which are set on each connection as it is accepted. */
  private record Watching(SocketOptions options, Connections connections) implements SocketOptions {
    @Override
    public void configureSocket(Socket socket) {
      if (connections.accept(socket)) {
        awaitFiles();
      }
      options.configureSocket(socket);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
      return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
      return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
      return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
      return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
      return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
      return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
      return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
      return options.tcpNoDelay();
    }
  }
}
