package dev.otto.scheduler.actor;

/**
 * The author of a change: a name, and the surface it came through.
 *
 * @param name the token's holder, the JMX user, or the part of Otto that acts by itself
 */
public record Actor(String name, Surface surface) {

  /** Returns Otto itself. */
  public static Actor scheduler(String part) {
    return new Actor(part, Surface.SCHEDULER);
  }

  /** Returns the actor of a manual edit of the file. */
  public static Actor fileEdit() {
    return new Actor("file", Surface.FILE);
  }
}
