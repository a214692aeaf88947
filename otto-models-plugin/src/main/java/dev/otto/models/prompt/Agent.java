package dev.otto.models.prompt;

/**
 * An agent of OpenCode.
 *
 * @param subagent whether only other agents are meant to call it
 * @param withoutTools whether it may use no tool, and so is told of none
 */
public record Agent(String name, boolean subagent, boolean withoutTools) {}
