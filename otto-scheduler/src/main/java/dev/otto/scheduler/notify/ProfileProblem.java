package dev.otto.scheduler.notify;

/** One thing that is wrong with a wanted profile: at which key, and a sentence for its author. */
public record ProfileProblem(String path, String message) {}
