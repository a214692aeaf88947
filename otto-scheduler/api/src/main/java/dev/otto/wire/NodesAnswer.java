package dev.otto.wire;

import java.util.List;

/**
 * The Ottos that share a database, or the only one, by their ids.
 *
 * @param node the id of the one that answers
 */
public record NodesAnswer(String node, List<NodeItem> nodes) {}
