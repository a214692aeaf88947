package dev.otto.models.opencode;

/**
 * The tokens of one or more steps, each counted in one place only.
 *
 * @param input sent to the model and not read from or written to the provider's cache
 * @param output written by the model, without those spent on reasoning
 */
public record Tokens(long input, long output, long reasoning, long cacheRead, long cacheWrite) {
  static final Tokens NONE = new Tokens(0, 0, 0, 0, 0);

  static Tokens of(JsonValue info) {
    JsonValue tokens = info.at("tokens");
    var read =
        new Tokens(
            tokens.at("input").number(),
            tokens.at("output").number(),
            tokens.at("reasoning").number(),
            tokens.at("cache", "read").number(),
            tokens.at("cache", "write").number());
    return read.in() + read.output == tokens.at("total").number() ? read.apart() : read;
  }

  /** Returns the same where OpenCode, as before 1.14, counts reasoning as output as well. */
  private Tokens apart() {
    return new Tokens(input, Math.max(0, output - reasoning), reasoning, cacheRead, cacheWrite);
  }

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

  Tokens plus(Tokens more) {
    return new Tokens(
        input + more.input,
        output + more.output,
        reasoning + more.reasoning,
        cacheRead + more.cacheRead,
        cacheWrite + more.cacheWrite);
  }
}
