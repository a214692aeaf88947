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
 * @param body the longest time in which the body of a request is waited for
 * @param idle the longest time between an answer and the next request
 */
public record ConnectionLimits(int open, Duration head, Duration body, Duration idle) {
  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final Duration BODY = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(75);

  /** Returns the usual deadlines with this many connections. */
  public static ConnectionLimits of(int open) {
    return new ConnectionLimits(open, HEAD, BODY, IDLE);
  }

  /**
   * Returns the usual deadlines with as many connections as the process has files for.
   *
   * @param most the number where there are files in plenty
   * @param share the part of the files that this server may take, above 0 and below 1
   */
  public static ConnectionLimits within(int most, double share) {
    return of((int) Math.max(1, Math.min(most, maxFiles() * share)));
  }

  /** Returns how many files this process may have open. */
  private static long maxFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
