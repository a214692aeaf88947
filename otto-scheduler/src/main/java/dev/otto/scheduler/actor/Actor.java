package dev.otto.scheduler.actor;

/**
 * Who acts, and through what.
 *
 * @param name the token's holder, the JMX user, or the part of Otto that acts by itself
 */
public record Actor(String name, Surface surface) {

  /** Otto itself. */
  public static Actor scheduler(String part) {
    return new Actor(part, Surface.SCHEDULER);
  }

  /** Somebody with an editor. */
  public static Actor fileEdit() {
    return new Actor("file", Surface.FILE);
  }
}
