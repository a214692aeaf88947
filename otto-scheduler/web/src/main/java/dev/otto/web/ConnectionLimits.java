package dev.otto.web;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The bounds on the connections of a server.
 *
 * @param open the most that are open at once
 * @param head the longest time from the first byte of a request, or from the start of a connection,
 *     to the end of the request's headers
 * @param body the longest time in which the body of a request is waited for, and in which a client
 *     takes a piece of an answer
 * @param idle the longest time between an answer and the next request
 */
public record ConnectionLimits(int open, Duration head, Duration body, Duration idle) {
  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** Files that are opened later: libraries, the database, calls to OpenCode. */
  private static final long OPENED_LATER = 64;

  private static final long FEW = 24;

  /** Returns the usual deadlines with this many connections. */
  public static ConnectionLimits of(int open) {
    return new ConnectionLimits(open, HEAD, BODY, IDLE);
  }

  /**
   * Returns the usual deadlines with as many connections as the process has files left for.
   *
   * @param most the number where there are files in plenty
   * @param share the part of the free files that this server may take, above 0 and below 1
   */
  public static ConnectionLimits within(int most, double share) {
    return of((int) Math.max(1, Math.min(most, freeFiles() * share)));
  }

  /** Reports whether a few more connections can be accepted without using up the files. */
  static boolean hasFilesForMore() {
    return freeFiles() > FEW - OPENED_LATER;
  }

  /** Returns how many more files this process may open, and has no other use for. */
  private static long freeFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - OPENED_LATER
        : Long.MAX_VALUE;
  }
}
