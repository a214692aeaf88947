package dev.otto.scheduler.daemon;

import dev.otto.scheduler.node.NodeRefreshes;
import dev.otto.scheduler.run.CatalogRefresh;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;

/** Has the other nodes refresh their catalogs, too, when one has run the job that does so. */
record RefreshOfOthers(NodeRefreshes nodes) implements RunListener {
  @Override
  public void finished(Run run) {
    if (run.jobId().equals(CatalogRefresh.JOB)) {
      nodes.tellOthers(CatalogRefresh.JOB);
    }
  }
}
