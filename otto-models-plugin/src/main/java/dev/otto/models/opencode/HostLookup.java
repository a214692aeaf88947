package dev.otto.models.opencode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The look-up of one host name, in a thread of its own: the system's takes as long as its name
 * servers do, and nothing can end it.
 */
final class HostLookup {
  private final Resolver resolver;
  private volatile @Nullable FutureTask<InetAddress> task;
  private volatile boolean cancelled;

  /** Finds the address of a host, however long that takes. */
  @FunctionalInterface
  interface Resolver {
    InetAddress find(String host) throws UnknownHostException;
  }

  HostLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Returns the address of the host.
   *
   * @throws SocketTimeoutException if it is not found in time
   */
  InetAddress find(String host, int millis) throws IOException {
    if (isAddress(host)) {
      return InetAddress.getByName(host);
    }
    var found = new FutureTask<>(() -> resolver.find(host));
    task = found;
    if (cancelled) {
      throw cancelled();
    }
    var thread = new Thread(found, "otto-opencode-lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      return found.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("no address in time");
    } catch (CancellationException e) {
      throw cancelled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new UnknownHostException(host);
    }
  }

  private static InterruptedIOException cancelled() {
    return new InterruptedIOException("the call was cancelled");
  }

  /** Ends the wait of another thread, also one that has not begun. */
  void cancel() {
    cancelled = true;
    FutureTask<InetAddress> present = task;
    if (present != null) {
      present.cancel(true);
    }
  }

  /** Reports whether it is an address already, for which nobody is asked. */
  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
