package dev.otto.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The notification profile after a change, and the fields that differ from before. */
public record ProfileChange(ObjectNode profile, List<String> changedFields) {}
