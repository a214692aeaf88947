package dev.otto.wire;

/** The notification profile in force. */
public record ProfileAnswer(ProfileItem profile) {}
