package dev.otto.controlplane.api;

import java.util.List;

/** Who names a model, and how often it ran lately. */
public record ModelUse(
    String modelRef,
    boolean available,
    boolean globalDefault,
    List<String> flows,
    List<String> jobs,
    long runsLast7Days) {}
