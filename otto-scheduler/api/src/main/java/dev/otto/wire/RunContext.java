package dev.otto.wire;

/**
 * The text of a run that the assistant reads before the first question about it.
 *
 * @param text for the model: the receipt, the prompt and the answer
 * @param bytes of the text in UTF-8
 * @param truncated whether prompt or answer are longer than what is told of them
 */
public record RunContext(String runId, String jobId, String text, long bytes, boolean truncated) {}
