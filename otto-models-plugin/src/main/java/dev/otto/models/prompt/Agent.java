package dev.otto.models.prompt;

/**
 * An agent of OpenCode.
 *
 * @param subagent whether only other agents are meant to call it
 */
public record Agent(String name, boolean subagent) {}
