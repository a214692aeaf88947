package dev.otto.scheduler.http;

import java.util.List;

/** A part of the contract: the routes first, what answers them below, in the same order. */
public abstract class RouteGroup {
  public RouteGroup() {}

  public abstract List<Route> routes();
}
