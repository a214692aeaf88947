package dev.otto.web;

import io.helidon.common.socket.SocketOptions;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a server. Where all places are taken, one gives way to a new one:
 *
 * <ul>
 *   <li>where half of them or more belong to strangers, whose clients have not proved who they are,
 *       the eldest that sends no request, so that these never keep out who has the token;
 *   <li>else a stranger that sent none for a moment, or a client that does not take its answer;
 *   <li>else the one with the token that has had no request for longest: a client expects that of a
 *       kept connection, but not of one on which it waits.
 * </ul>
 *
 * <p>Helidon's own bound is not used: it lets new ones wait for as long as the others please, and a
 * failed TLS handshake uses up one of its places for ever. Nothing here is locked: one thread
 * accepts, and it may wait for a place while requests go on.
 */
final class Connections {
  private static final int MAX_WAIT_MILLIS = 1_000;

  /** The time in which a client among many others sends the head of its request. */
  private static final Duration LONG_FOR_A_HEAD = Duration.ofMillis(100);

  private static final Duration LONG_FOR_A_PIECE = Duration.ofMillis(250);

  /** The number of closing connections up to which the files need no look, which takes a while. */
  private static final int FEW_CLOSING = 8;

  private final ConnectionLimits limits;
  private final LongSupplier nanoTime;
  private final Map<SocketAddress, Connection> open = new ConcurrentHashMap<>();
  private final AtomicInteger closing = new AtomicInteger();
  private volatile @Nullable Thread acceptor;

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
   * @throws UncheckedIOException if all places are taken by clients with the token that are being
   *     answered
   */
  private boolean accept(Socket socket) {
    acceptor = Thread.currentThread();
    boolean full = isFull();
    if (full) {
      makeRoom();
    }
    var connection = new Connection(socket, limits, nanoTime);
    open.put(socket.getRemoteSocketAddress(), connection);
    // Helidon's own thread reads, and shakes hands, before anything of ours is called. This one
    // waits for a processor beside it.
    Thread.ofVirtual().start(connection::begin);
    return full;
  }

  private boolean isFull() {
    if (open.size() >= limits.open()) {
      open.values().removeIf(Connection::isClosed);
    }
    return open.size() >= limits.open();
  }

  /**
   * Reports whether the thread that accepted last is certain to go on with it. One that waits for
   * anything but a connection, which Java does not count as waiting, may never do that again.
   */
  boolean areAccepted() {
    Thread thread = acceptor;
    return thread != null && thread.getState() == Thread.State.RUNNABLE;
  }

  /** Waits a moment for a place, while new clients wait in the queue of the system. */
  private void makeRoom() {
    try {
      for (int i = 0; i < MAX_WAIT_MILLIS && isFull(); i++) {
        Optional<Connection> one = dispensable();
        if (one.isPresent()) {
          giveWay(one.get());
          return;
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isFull()) {
      giveWay(
          eldest(open.values(), each -> !each.isTrusted() && !each.isUnread())
              .orElseThrow(
                  () -> new UncheckedIOException(new SocketException("Too many connections"))));
    }
  }

  private Optional<Connection> dispensable() {
    List<Connection> strangers = open.values().stream().filter(each -> !each.isTrusted()).toList();
    if (2 * strangers.size() >= limits.open()) {
      return eldest(strangers, Connection::isSilent);
    }
    return eldest(strangers, each -> each.isSilentFor(LONG_FOR_A_HEAD))
        .or(() -> eldest(open.values(), each -> each.isSendingFor(LONG_FOR_A_PIECE)))
        .or(() -> first(open.values(), Connection::since, Connection::isIdle));
  }

  private Optional<Connection> eldest(Collection<Connection> of, Predicate<Connection> which) {
    return first(of, Connection::opened, which);
  }

  private Optional<Connection> first(
      Collection<Connection> of, ToLongFunction<Connection> nanos, Predicate<Connection> which) {
    long now = nanoTime.getAsLong();
    return of.stream()
        .sorted(Comparator.comparingLong(each -> nanos.applyAsLong(each) - now))
        .filter(which)
        .findFirst();
  }

  private void giveWay(Connection connection) {
    open.values().remove(connection);
    close(connection);
  }

  /** Closes it in a thread of its own: a TLS connection first says goodbye, which may block. */
  private void close(Connection connection) {
    closing.incrementAndGet();
    Thread.ofVirtual()
        .start(
            () -> {
              connection.close();
              closing.decrementAndGet();
            });
  }

  /**
   * Waits until those that had to give way are closed, which takes a moment: who opens connections
   * faster than that must not use up the files, as Helidon's listener ends with them.
   */
  private void awaitFiles() {
    try {
      for (int i = 0; i < MAX_WAIT_MILLIS && closing.get() > FEW_CLOSING; i++) {
        if (ConnectionLimits.hasFilesForMore()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the connection from this address. */
  Connection from(SocketAddress peer) {
    Connection known = open.get(peer);
    if (known == null) {
      // It had to give way a moment ago, and what it still does changes nothing.
      return new Connection(new Socket(), limits, nanoTime);
    }
    return known;
  }

  /** Closes the connections on which what is waited for has not come in time. */
  void closeLate() {
    open.values().removeIf(Connection::isClosed);
    open.values().stream().filter(Connection::isLate).forEach(this::close);
  }

  /** The socket options of Helidon, which are set on each connection as it is accepted. */
  private record Watching(SocketOptions options, Connections connections) implements SocketOptions {
    @Override
    public void configureSocket(Socket socket) {
      if (connections.accept(socket)) {
        connections.awaitFiles();
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
