package dev.otto.models.prompt;

/**
 * The tokens of one or more steps, each counted in one place only.
 *
 * @param input sent to the model and not read from or written to the provider's cache
 * @param output written by the model, without those spent on reasoning
 */
public record Tokens(long input, long output, long reasoning, long cacheRead, long cacheWrite) {
  /** No tokens at all. */
  public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

  /** Returns everything that was sent to the model, cached or not. */
  public long in() {
    return input + cacheRead + cacheWrite;
  }

  /** Returns everything that the model wrote, reasoning included. */
  public long out() {
    return output + reasoning;
  }

  /** Returns everything sent and written, but for what a provider read from its cache. */
  public long withoutCacheReads() {
    return input + cacheWrite + out();
  }

  /** Returns the sums of both. */
  public Tokens plus(Tokens more) {
    return new Tokens(
        input + more.input,
        output + more.output,
        reasoning + more.reasoning,
        cacheRead + more.cacheRead,
        cacheWrite + more.cacheWrite);
  }
}
