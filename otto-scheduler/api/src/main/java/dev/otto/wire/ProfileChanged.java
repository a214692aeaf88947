package dev.otto.wire;

import java.util.List;

/** The notification profile after a change, and the fields that differ from before. */
public record ProfileChanged(ProfileItem profile, List<String> changedFields) {}
