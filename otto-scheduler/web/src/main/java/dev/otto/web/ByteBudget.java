package dev.otto.web;

import dev.otto.wire.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of large bodies that a server holds at once. Where they are taken, a request is refused
 * in a sentence: it costs its client a moment, while the memory would cost everybody the process.
 */
final class ByteBudget {
  /** The size up to which a body is not counted. */
  static final int SMALL = 64 * 1024;

  private final Semaphore bytes;
  private final int size;

  ByteBudget(int size) {
    this.size = size;
    this.bytes = new Semaphore(size, true);
  }

  /** Returns a budget of a part of the memory that this process may have. */
  static ByteBudget ofMemory(int part, int least) {
    long share = Runtime.getRuntime().maxMemory() / part;
    return new ByteBudget(Math.clamp(share, least, 1 << 30));
  }

  /** Bytes that are taken until this is closed. */
  interface Claim extends AutoCloseable {
    /** The claim of something small. */
    Claim NONE = () -> {};

    @Override
    void close();
  }

  /**
   * Takes this many bytes, or all there are if it is more.
   *
   * @param wait the time to wait for them
   * @throws ApiException if they are not there in time
   */
  Claim take(long wanted, long wait, TimeUnit unit) {
    if (wanted <= SMALL) {
      return Claim.NONE;
    }
    int taken = (int) Math.min(wanted, size);
    try {
      if (bytes.tryAcquire(taken, wait, unit)) {
        return () -> bytes.release(taken);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ApiException(
        ErrorCode.SERVICE_UNAVAILABLE,
        "Too many large requests and answers are under way; try again in a second",
        List.of(),
        Map.of("Retry-After", "1"));
  }
}
